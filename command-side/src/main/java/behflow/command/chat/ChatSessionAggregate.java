package behflow.command.chat;

import behflow.api.chat.ChatState;
import behflow.api.chat.command.ChatCommand;
import behflow.api.chat.command.RecordChatReply;
import behflow.api.chat.command.SendChatMessage;
import behflow.api.chat.command.SettleChatPlan;
import behflow.api.chat.event.ChatAssistantReplied;
import behflow.api.chat.event.ChatEvent;
import behflow.api.chat.event.ChatPlanProposed;
import behflow.api.chat.event.ChatPlanSettled;
import behflow.api.chat.event.ChatSessionStarted;
import behflow.api.chat.event.ChatUserMessageSent;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.Text;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.annotation.MetaDataValue;
import org.axonframework.messaging.annotation.SourceId;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.serialization.Revision;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** A conversation: what was said, and the plan that waits for the user's word. */
@Aggregate(
        type = "chat",
        snapshotTriggerDefinition = "snapshotTrigger",
        filterEventsByType = true,
        commandTargetResolver = "commandTargetResolver")
@Revision("1")
public class ChatSessionAggregate {

    @AggregateIdentifier
    private @Nullable UUID sessionId;

    private @Nullable ChatState state;

    /** For Axon. */
    protected ChatSessionAggregate() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    public ChatState send(SendChatMessage command) {
        this.sessionId = command.sessionId();
        if (state == null || state.deleted()) {
            AggregateLifecycle.apply(new ChatSessionStarted(Text.of("session_id", command.name(), 1, 128)));
        }
        own(command);
        AggregateLifecycle.apply(
                new ChatUserMessageSent(command.messageId(), Text.notBlank("message", command.content(), 8_000)));
        return state();
    }

    @CommandHandler
    public ChatState reply(RecordChatReply command) {
        own(command);
        boolean over = over(command.began());
        AggregateLifecycle.apply(new ChatAssistantReplied(
                command.messageId(),
                over ? null : command.content(),
                command.taskIds(),
                command.toolCalls(),
                command.provider(),
                command.inputTokens(),
                command.outputTokens()));
        RecordChatReply.Plan plan = command.plan();
        if (plan != null && !over) {
            UUID waiting = state().planId();
            if (waiting != null) {
                AggregateLifecycle.apply(new ChatPlanSettled(waiting, "replaced"));
            }
            AggregateLifecycle.apply(new ChatPlanProposed(plan.planId(), plan.json(), plan.expiresAt()));
        }
        return state();
    }

    @CommandHandler
    public ChatState settle(SettleChatPlan command, Clock clock) {
        own(command);
        ChatState chat = state();
        Instant expiresAt = chat.planExpiresAt();
        if (!command.planId().equals(chat.planId())
                || expiresAt == null
                || command.confirmed() && clock.instant().isAfter(expiresAt)) {
            throw RejectedException.conflict("This plan does not wait for a decision any more");
        }
        AggregateLifecycle.apply(new ChatPlanSettled(command.planId(), command.confirmed() ? "confirmed" : "declined"));
        return state();
    }

    @EventSourcingHandler
    protected void on(
            ChatEvent event,
            @SourceId String id,
            @SequenceNumber long sequence,
            @Timestamp Instant at,
            @MetaDataValue(value = Origin.OWNER_ID, required = true) String ownerId) {
        sessionId = UUID.fromString(id);
        state = ChatState.evolve(state, sessionId, UUID.fromString(ownerId), event, sequence, at);
    }

    private void own(ChatCommand command) {
        if (!state().ownerId().equals(command.userId())) {
            throw RejectedException.forbidden();
        }
    }

    /** Whether the conversation was deleted, and perhaps begun again, since the turn began: nothing of it is kept as text. */
    private boolean over(long began) {
        return state().deleted() || state().firstSequence() != began;
    }

    private ChatState state() {
        return Objects.requireNonNull(state, "A conversation has a state from its first event on");
    }
}
