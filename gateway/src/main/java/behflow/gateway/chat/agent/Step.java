package behflow.gateway.chat.agent;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the built-in assistant does next: call a tool, or say something and be done. */
record Step(@Nullable Call call, String say) {

    record Call(String tool, String arguments) {}

    static Step call(String tool, Map<String, ?> arguments) {
        return new Step(new Call(tool, ToolResult.json(arguments)), "");
    }

    static Step say(String text) {
        return new Step(null, text);
    }
}
