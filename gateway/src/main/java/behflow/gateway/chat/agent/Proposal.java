package behflow.gateway.chat.agent;

import behflow.gateway.chat.tools.Plan;
import behflow.gateway.chat.tools.Rehearsed;
import behflow.gateway.chat.tools.ToolCatalogue;
import behflow.gateway.chat.tools.Turn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a provider's turn leaves to the user's word, said by the server from a rehearsal: a model may word it otherwise, or not
 * at all. A yes does what is said here and nothing else.
 *
 * @param calls what a yes does; empty where nothing is asked
 * @param text  "" where there is nothing to say
 */
record Proposal(List<Plan.Call> calls, String text) {

    /** Tasks, of all calls together; the others are counted. */
    private static final int SHOWN = 50;

    /**
     * Describes and asks.
     *
     * @param proposed by tools that need the user's word
     * @param deferred calls that the user's words may not have asked for
     */
    static Proposal of(List<Plan.Call> proposed, List<Plan.Call> deferred, ToolCatalogue catalogue, Turn turn) {
        Set<Plan.Call> calls = new LinkedHashSet<>();
        List<String> lines = new ArrayList<>();
        int shown = SHOWN;
        for (Plan.Call call : proposed) {
            shown = add(catalogue.rehearsed(call, turn), shown, calls, lines);
        }
        if (!deferred.isEmpty()) {
            lines.add("I am not sure that you asked for this:");
        }
        for (Plan.Call call : deferred) {
            shown = add(catalogue.rehearsed(call, turn), shown, calls, lines);
        }
        if (!calls.isEmpty()) {
            lines.add(Replies.QUESTION);
        }
        return new Proposal(List.copyOf(calls), String.join("\n", lines));
    }

    private static int add(Rehearsed call, int shown, Set<Plan.Call> calls, List<String> lines) {
        if (call.refusal() == null && !calls.add(call.call())) {
            return shown;
        }
        lines.add(Replies.would(call, shown));
        return Math.max(
                0,
                shown
                        - Math.max(
                                call.named().size(), call.answer().path("tasks").size()));
    }

    /** After a text that was said already; "" where there is nothing to add. */
    String after() {
        return text.isEmpty() ? "" : "\n\n" + text;
    }
}
