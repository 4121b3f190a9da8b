package behflow.gateway.chat.agent;

import behflow.api.chat.ChatMessage;
import behflow.gateway.chat.tools.Turn;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The built-in assistant as a chat model: it reads the last message by rules, asks for tools as any model does, and makes its
 * answer of their results. The same messages always give the same answer.
 */
final class BuiltinModel implements ChatModel {

    private static final Pattern SHOWN = Pattern.compile("Shown last, number (\\d+): ([0-9a-f-]{36})");

    private final Turn turn;
    private final Clock clock;

    BuiltinModel(Turn turn, Clock clock) {
        this.turn = turn;
        this.clock = clock;
    }

    /** The tasks that the assistant showed last, in order: what "the second one" means. */
    static List<UUID> lastListed(List<ChatMessage> memory) {
        for (int i = memory.size() - 1; i >= 0; i--) {
            ChatMessage message = memory.get(i);
            if (message.role().equals("assistant") && !message.taskIds().isEmpty()) {
                return message.taskIds();
            }
        }
        return List.of();
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        String text = "";
        List<String> shown = new ArrayList<>();
        List<ToolResult> results = new ArrayList<>();
        for (var message : request.messages()) {
            if (message instanceof SystemMessage system) {
                Matcher matcher = SHOWN.matcher(system.text());
                while (matcher.find()) {
                    shown.add(matcher.group(2));
                }
            } else if (message instanceof UserMessage user) {
                text = user.singleText();
                results.clear();
            } else if (message instanceof ToolExecutionResultMessage result) {
                results.add(new ToolResult(result.toolName(), result.text()));
            }
        }
        Step step = Interpreter.read(text, clock.instant().atZone(turn.caller().zone()), shown)
                .next(results);
        AiMessage answer = step.call() == null
                ? AiMessage.from(step.say())
                : AiMessage.from(ToolExecutionRequest.builder()
                        .id("call-" + (results.size() + 1))
                        .name(step.call().tool())
                        .arguments(step.call().arguments())
                        .build());
        return ChatResponse.builder().aiMessage(answer).build();
    }
}
