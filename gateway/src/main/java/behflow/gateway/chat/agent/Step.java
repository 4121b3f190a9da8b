package behflow.gateway.chat.agent;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the built-in assistant does next: call tools, or say something and be done.
 *
 * @param shown ids of the tasks that it shows with what it says, in order; null for those of the last result
 */
record Step(List<Call> calls, String say, @Nullable List<String> shown) {

    record Call(String tool, String arguments) {}

    static Step call(String tool, Map<String, ?> arguments) {
        return new Step(List.of(new Call(tool, ToolResult.json(arguments))), "", null);
    }

    /** Several at once: rounds are few. */
    static Step calls(List<Step> steps) {
        return new Step(steps.stream().flatMap(step -> step.calls.stream()).toList(), "", null);
    }

    static Step say(String text) {
        return new Step(List.of(), text, null);
    }

    static Step show(String text, List<String> shown) {
        return new Step(List.of(), text, shown);
    }
}
