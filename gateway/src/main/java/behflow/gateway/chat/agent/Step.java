package behflow.gateway.chat.agent;

import java.util.List;
import java.util.Map;

/** What the built-in assistant does next: call tools, or say something and be done. */
record Step(List<Call> calls, String say) {

    record Call(String tool, String arguments) {}

    static Step call(String tool, Map<String, ?> arguments) {
        return new Step(List.of(new Call(tool, ToolResult.json(arguments))), "");
    }

    /** Several at once: rounds are few. */
    static Step calls(List<Step> steps) {
        return new Step(steps.stream().flatMap(step -> step.calls.stream()).toList(), "");
    }

    static Step say(String text) {
        return new Step(List.of(), text);
    }
}
