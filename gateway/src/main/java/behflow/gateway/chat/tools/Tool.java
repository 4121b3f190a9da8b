package behflow.gateway.chat.tools;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that a model can do. No tool takes a user: whose tasks it works on is the turn's, which the server binds.
 *
 * @param name        a verb and what it is about
 * @param title       for people
 * @param description for the model
 * @param output      JSON Schema of the result
 * @param work        reads the arguments, sends commands and queries, answers
 */
public record Tool(
        String name,
        String title,
        String description,
        List<Parameter> parameters,
        Map<String, Object> output,
        Hints hints,
        Work work) {

    /**
     * What a call may do, in the words of the Model Context Protocol.
     *
     * @param readOnly    it changes nothing
     * @param destructive it may take away or overwrite something that was there
     * @param idempotent  the same call again changes nothing more
     * @param openWorld   it may reach beyond this service
     */
    public record Hints(boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {
        static final Hints READS = new Hints(true, false, true, false);
        static final Hints ADDS = new Hints(false, false, false, false);
        static final Hints BRINGS_BACK = new Hints(false, false, true, false);
        static final Hints OVERWRITES = new Hints(false, true, true, false);
        static final Hints UNDOES = new Hints(false, true, false, false);
        static final Hints RUNS = new Hints(false, true, false, true);
    }

    /** Does it; throws {@link behflow.api.kernel.RejectedException} where it can't be done. */
    @FunctionalInterface
    public interface Work {
        ObjectNode call(Turn turn, Arguments arguments);
    }

    /** JSON Schema of the arguments; nothing but these. */
    public Map<String, Object> input() {
        return Parameter.schema(parameters);
    }
}
