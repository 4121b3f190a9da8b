package behflow.api.chat;

import behflow.api.chat.event.ChatAssistantReplied;
import behflow.api.chat.event.ChatErased;
import behflow.api.chat.event.ChatEvent;
import behflow.api.chat.event.ChatPlanProposed;
import behflow.api.chat.event.ChatPlanSettled;
import behflow.api.chat.event.ChatSessionDeleted;
import behflow.api.chat.event.ChatSessionStarted;
import behflow.api.chat.event.ChatUserMessageSent;
import behflow.api.kernel.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A conversation after some of its events: the one pure fold, which aggregate and view share. Its messages are rows of
 * their own.
 *
 * @param version       the sequence of its last event
 * @param name          the client's name for it; null where erased
 * @param title         the beginning of the first message; null before it, or where erased
 * @param firstSequence the sequence of its latest start: messages before it belong to a conversation that was deleted
 * @param planId        the plan that waits for the user's word; null for none
 * @param plan          as JSON
 * @param planExpiresAt UTC
 */
public record ChatState(
        UUID sessionId,
        UUID ownerId,
        long version,
        @Nullable String name,
        @Nullable String title,
        Instant createdAt,
        Instant updatedAt,
        long firstSequence,
        boolean deleted,
        @Nullable UUID planId,
        @Nullable String plan,
        @Nullable Instant planExpiresAt)
        implements Row {

    private static final int TITLE_MAXIMUM = 80;

    @Override
    public UUID id() {
        return sessionId;
    }

    /**
     * The state after one more event.
     *
     * @param state null before the first
     */
    public static ChatState evolve(
            @Nullable ChatState state, UUID sessionId, UUID ownerId, ChatEvent event, long sequence, Instant at) {
        if (event instanceof ChatSessionStarted started) {
            return new ChatState(
                    sessionId, ownerId, sequence, started.name(), null, at, at, sequence, false, null, null, null);
        }
        if (state == null) {
            throw new IllegalStateException("Conversation %s has a %s ahead of its start"
                    .formatted(sessionId, event.getClass().getSimpleName()));
        }
        if (event instanceof ChatUserMessageSent sent) {
            return state.with(sequence, at, state.title == null ? title(sent.content()) : state.title, state.deleted)
                    .withPlan(state.planId, state.plan, state.planExpiresAt);
        } else if (event instanceof ChatAssistantReplied) {
            return state.with(sequence, at, state.title, state.deleted)
                    .withPlan(state.planId, state.plan, state.planExpiresAt);
        } else if (event instanceof ChatPlanProposed proposed) {
            return state.with(sequence, at, state.title, state.deleted)
                    .withPlan(proposed.planId(), proposed.plan(), proposed.expiresAt());
        } else if (event instanceof ChatPlanSettled) {
            return state.with(sequence, at, state.title, state.deleted).withPlan(null, null, null);
        } else if (event instanceof ChatSessionDeleted) {
            return state.with(sequence, at, state.title, true).withPlan(null, null, null);
        } else if (event instanceof ChatErased) {
            return state.erased(sequence, at);
        }
        throw new IllegalStateException("No fold for " + event.getClass().getName());
    }

    private static @Nullable String title(@Nullable String content) {
        if (content == null) {
            return null;
        }
        String line = content.strip().replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= TITLE_MAXIMUM
                ? line
                : line.substring(0, line.offsetByCodePoints(0, TITLE_MAXIMUM - 1)) + "…";
    }

    private ChatState erased(long nextVersion, Instant at) {
        return new ChatState(
                sessionId, ownerId, nextVersion, null, null, createdAt, at, firstSequence, true, null, null, null);
    }

    private ChatState with(long nextVersion, Instant at, @Nullable String nextTitle, boolean nextDeleted) {
        return new ChatState(
                sessionId,
                ownerId,
                nextVersion,
                name,
                nextTitle,
                createdAt,
                at,
                firstSequence,
                nextDeleted,
                planId,
                plan,
                planExpiresAt);
    }

    private ChatState withPlan(@Nullable UUID id, @Nullable String json, @Nullable Instant expiresAt) {
        return new ChatState(
                sessionId,
                ownerId,
                version,
                name,
                title,
                createdAt,
                updatedAt,
                firstSequence,
                deleted,
                id,
                json,
                expiresAt);
    }
}
