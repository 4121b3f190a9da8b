package behflow.gateway.chat.tools;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a call would do, tried out.
 *
 * @param call      the same; where it was to undo the last change, with that one's id
 * @param title     the tool's, for people
 * @param arguments the call's
 * @param named     the tasks that it names, as they are now; of many the first {@link #NAMED}
 * @param answer    the tool's
 * @param refusal   why it can't be done; null where it can
 */
public record Rehearsed(
        Plan.Call call,
        String title,
        JsonNode arguments,
        List<JsonNode> named,
        JsonNode answer,
        @Nullable String refusal) {

    static final int NAMED = 50;

    static Rehearsed refused(Plan.Call call, String title, String why) {
        JsonNode none = Arguments.JSON.createObjectNode();
        return new Rehearsed(call, title, none, List.of(), none, why);
    }
}
