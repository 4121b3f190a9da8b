package behflow.gateway.chat.agent;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model said before, as it is sent to it again. Arguments that are no JSON object are left out there: Anthropic's
 * protocol has an object in that place, and other servers refuse such a conversation too. The tool's answer beside it
 * says what was wrong.
 */
final class SentBack {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SentBack() {}

    static ChatRequest wellFormed(ChatRequest request) {
        return request.toBuilder()
                .messages(request.messages().stream().map(SentBack::message).toList())
                .build();
    }

    private static ChatMessage message(ChatMessage message) {
        if (message instanceof AiMessage said
                && said.hasToolExecutionRequests()
                && !said.toolExecutionRequests().stream().allMatch(SentBack::isObject)) {
            return said.toBuilder()
                    .toolExecutionRequests(said.toolExecutionRequests().stream()
                            .map(SentBack::call)
                            .toList())
                    .build();
        }
        return message;
    }

    private static ToolExecutionRequest call(ToolExecutionRequest call) {
        return isObject(call) ? call : call.toBuilder().arguments("{}").build();
    }

    private static boolean isObject(ToolExecutionRequest call) {
        try {
            return call.arguments() != null && JSON.readTree(call.arguments()).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }
}
