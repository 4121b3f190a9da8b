package behflow.gateway.chat.agent;

import behflow.gateway.chat.tools.Plan;
import behflow.gateway.chat.tools.ToolCatalogue;
import behflow.gateway.chat.tools.Turn;
import java.util.List;

/** What a model wanted and the user's words may not have asked for, said by the server so that nobody can word it otherwise. */
final class Deferred {

    private Deferred() {}

    static String described(List<Plan.Call> calls, ToolCatalogue catalogue, Turn turn) {
        StringBuilder text = new StringBuilder("I am not sure that you asked for this:");
        for (Plan.Call call : calls) {
            text.append("\n- ").append(catalogue.described(call, turn));
        }
        return text.append("\nShall I? Say yes or no.").toString();
    }
}
