package behflow.gateway.chat.agent;

import java.util.List;
import java.util.function.Function;

/** What a message means: from the results of the tools called so far to the next step. */
interface Meaning {

    Step next(List<ToolResult> results);

    /** One call, and what is said of its result. */
    static Meaning call(Step first, Function<ToolResult, String> said) {
        return results -> {
            if (results.isEmpty()) {
                return first;
            }
            ToolResult last = results.get(results.size() - 1);
            return Step.say(last.error() != null ? last.error() : said.apply(last));
        };
    }

    static Meaning say(String text) {
        return results -> Step.say(text);
    }
}
