package behflow.gateway.chat.agent;

import behflow.gateway.chat.language.DateOrder;
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
import java.util.stream.Stream;

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

    @Override
    public ChatResponse doChat(ChatRequest request) {
        String text = "";
        String before = "";
        String answered = "";
        List<String> shown = new ArrayList<>();
        List<ToolResult> results = new ArrayList<>();
        for (var message : request.messages()) {
            if (message instanceof SystemMessage system) {
                Matcher matcher = SHOWN.matcher(system.text());
                while (matcher.find()) {
                    int number = Integer.parseInt(matcher.group(1));
                    while (shown.size() < number) {
                        shown.add("");
                    }
                    shown.set(number - 1, matcher.group(2));
                }
            } else if (message instanceof UserMessage user) {
                before = text;
                text = user.singleText();
                results.clear();
            } else if (message instanceof ToolExecutionResultMessage result) {
                results.add(new ToolResult(result.toolName(), result.text()));
            } else if (message instanceof AiMessage ai && results.isEmpty() && !ai.hasToolExecutionRequests()) {
                answered = String.valueOf(ai.text());
            }
        }
        Talk talk = new Talk(
                clock.instant().atZone(turn.caller().zone()),
                DateOrder.of(turn.caller().dateOrder()),
                shown,
                answered.replace(Replies.INSTEAD, "").startsWith(Replies.WHICH) ? before : null);
        Step step = Interpreter.read(text, talk).next(results);
        List<ToolExecutionRequest> calls = new ArrayList<>();
        for (Step.Call call : step.calls()) {
            calls.add(ToolExecutionRequest.builder()
                    .id("call-" + (results.size() + calls.size() + 1))
                    .name(call.tool())
                    .arguments(call.arguments())
                    .build());
        }
        if (calls.isEmpty()) {
            shows(step, results);
        }
        AiMessage answer = calls.isEmpty() ? AiMessage.from(step.say()) : AiMessage.from(calls);
        return ChatResponse.builder().aiMessage(answer).build();
    }

    /** Searches that only served to find what was meant show nothing. */
    private void shows(Step step, List<ToolResult> results) {
        List<String> shown = step.shown();
        if (shown == null && !results.isEmpty()) {
            String tool = results.get(results.size() - 1).tool();
            shown = results.stream()
                    .filter(result -> result.tool().equals(tool))
                    .flatMap(result -> Stream.concat(result.tasks("tasks").stream(), result.tasks("task").stream()))
                    .map(task -> task.path("task_id").asString(""))
                    .filter(id -> !id.isEmpty())
                    .toList();
            if (shown.isEmpty()) {
                return;
            }
        }
        if (shown != null) {
            turn.shows(shown.stream().map(UUID::fromString).toList());
        }
    }
}
