package behflow.gateway.chat.agent;

import behflow.api.chat.ChatMessage;
import behflow.api.chat.ChatState;
import behflow.api.chat.command.RecordChatReply;
import behflow.api.chat.command.SendChatMessage;
import behflow.api.chat.command.SettleChatPlan;
import behflow.api.chat.query.ChatMessages;
import behflow.api.chat.query.FindChatSession;
import behflow.api.chat.query.ListLatestChatMessages;
import behflow.api.kernel.ActorKind;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.kernel.Text;
import behflow.api.task.TaskState;
import behflow.gateway.chat.tools.Plan;
import behflow.gateway.chat.tools.ToolCatalogue;
import behflow.gateway.chat.tools.Turn;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.QueryDoor;
import behflow.gateway.kernel.RequestIds;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Answers one message of a conversation: a model reads it and calls tools, which send commands like any other door. A
 * provider that fails or is missing is stood in for by the built-in model, on the same path, and the answer says so. What must
 * be confirmed is kept with the conversation, so that a yes means the same after a restart.
 */
@Component
public class ChatAgent {

    /** Of a conversation's name, in code points. */
    public static final int NAME_MAXIMUM = 128;

    private static final Duration PLAN_LIFE = Duration.ofMinutes(15);

    private final CommandDoor commands;
    private final QueryDoor queries;
    private final ToolCatalogue catalogue;
    private final Clock clock;
    private final Speaker speaker;

    ChatAgent(
            CommandDoor commands,
            QueryDoor queries,
            ToolCatalogue catalogue,
            Models models,
            AgentProperties properties,
            Clock clock) {
        this.commands = commands;
        this.queries = queries;
        this.catalogue = catalogue;
        this.clock = clock;
        this.speaker = new Speaker(queries, catalogue, models, properties, clock);
    }

    /**
     * A turn's answer.
     *
     * @param provider whose words they are: builtin, openai or anthropic
     */
    public record Reply(String text, String sessionName, UUID correlationId, List<TaskState> tasks, String provider) {}

    /** The conversation of that name of that user. */
    public static UUID sessionId(UUID userId, String name) {
        return Ids.derived(userId, "chat", Text.normalised(name, NAME_MAXIMUM));
    }

    /** @param sessionName the client's; any text up to 128 */
    public Reply answer(Caller caller, String sessionName, String text) {
        return answer(caller, sessionName, text, Listener.NONE);
    }

    /** As {@link #answer(Caller, String, String)}, telling the listener what happens meanwhile. */
    public Reply answer(Caller caller, String sessionName, String text, Listener listener) {
        UUID sessionId = sessionId(caller.userId(), sessionName);
        UUID messageId = Ids.newId(caller.userId());
        UUID requestId = RequestIds.current();
        Origin origin = Origin.ofAgent(caller.userId(), requestId, requestId, sessionId, messageId);
        ChatState before = queries.find(new FindChatSession(sessionId), ChatState.class);
        List<ChatMessage> memory = queries.ask(
                        new ListLatestChatMessages(sessionId, Conversation.MESSAGES), ChatMessages.class)
                .messages();
        ChatState chat = commands.send(
                new SendChatMessage(sessionId, caller.userId(), sessionName, messageId, text),
                new Origin(
                        ActorKind.USER,
                        caller.userId(),
                        caller.userId(),
                        requestId,
                        null,
                        requestId,
                        sessionId,
                        messageId,
                        null,
                        0));
        Speaker.Spoken spoken = confirmed(before, text, Turn.confirmed(caller, origin), sessionId);
        if (spoken == null) {
            spoken = speaker.speak(text, memory, caller, origin, listener);
        }
        Turn turn = spoken.turn();
        commands.send(
                new RecordChatReply(
                        sessionId,
                        caller.userId(),
                        chat.firstSequence(),
                        Ids.newId(caller.userId()),
                        spoken.text(),
                        turn.tasks().stream().map(TaskState::taskId).toList(),
                        turn.toolCalls(),
                        spoken.provider(),
                        spoken.inputTokens(),
                        spoken.outputTokens(),
                        plan(spoken.plan(), caller)),
                origin);
        if (!spoken.untold().isEmpty()) {
            listener.text(spoken.untold());
        }
        return new Reply(spoken.text(), sessionName, origin.correlationId(), turn.tasks(), spoken.provider());
    }

    private RecordChatReply.@Nullable Plan plan(List<Plan.Call> calls, Caller caller) {
        return calls.isEmpty()
                ? null
                : new RecordChatReply.Plan(
                        Ids.newId(caller.userId()),
                        new Plan(calls).json(),
                        clock.instant().plus(PLAN_LIFE).truncatedTo(ChronoUnit.MICROS));
    }

    /**
     * The user's word on what waits for it; null where nothing waits or something else was said. It waits for the next message
     * alone: a later yes is about something else.
     */
    private Speaker.@Nullable Spoken confirmed(@Nullable ChatState before, String text, Turn turn, UUID sessionId) {
        if (before == null || before.planId() == null || before.plan() == null || before.planExpiresAt() == null) {
            return null;
        }
        YesOrNo word = YesOrNo.of(text);
        boolean late = clock.instant().isAfter(before.planExpiresAt());
        boolean yes = word == YesOrNo.YES && !late;
        try {
            commands.send(new SettleChatPlan(sessionId, turn.caller().userId(), before.planId(), yes), turn.origin());
        } catch (RejectedException e) {
            // A conflict: another message has settled it meanwhile.
            if (word != YesOrNo.NEITHER || e.code() != RejectionCode.CONFLICT) {
                throw e;
            }
        }
        if (word == YesOrNo.NEITHER) {
            return null;
        }
        if (late) {
            return Speaker.Spoken.builtin(turn, "That was too long ago; please ask again.");
        }
        if (!yes) {
            return Speaker.Spoken.builtin(turn, "All right, nothing was changed.");
        }
        Plan plan = Plan.of(before.plan()).orElse(null);
        return Speaker.Spoken.builtin(
                turn, plan == null ? "That was too long ago; please ask again." : carriedOut(plan, turn));
    }

    /** Does what the user has agreed to; what can't be done any more is said, and the rest is done all the same. */
    private String carriedOut(Plan plan, Turn turn) {
        List<String> said = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        int undone = 0;
        for (Plan.Call call : plan.calls()) {
            int before = turn.changes();
            try {
                ToolResult result =
                        new ToolResult(call.tool(), catalogue.call(call, turn).toString());
                switch (call.tool()) {
                    case "run_process" -> said.add(Replies.run(result));
                    case "undo_change" -> {
                        said.add(Replies.undone(result));
                        undone += turn.changes() - before;
                    }
                    default -> {}
                }
            } catch (RejectedException e) {
                refused.add(e.detail());
            }
        }
        int done = turn.changes() - undone;
        if (done > 0 || said.isEmpty()) {
            boolean deletion =
                    plan.calls().stream().allMatch(call -> call.tool().equals("delete_tasks"));
            said.add("%s %d %s.".formatted(deletion ? "Deleted" : "Changed", done, done == 1 ? "task" : "tasks"));
        }
        if (!refused.isEmpty()) {
            said.add("Not everything could be done: " + String.join("; ", refused) + ".");
        }
        return String.join(" ", said);
    }
}
