package behflow.api.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who acts, for whom and why: what travels as metadata of every command and event, and is hashed into the log. It holds
 * server-made ids only, never a client's text, because it stays for ever.
 *
 * @param actor         what kind of actor
 * @param userId        the user it acts for; the administrator's own id for {@link ActorKind#ADMIN}
 * @param ownerId       whose log the events belong to; the event table has it as a column, stored metadata has not
 * @param correlationId the root: a request, chat turn, or run; what an undo takes back
 * @param causationId   the message that directly caused it; null lets the command's own id stand for it
 * @param requestId     the request, firing or trigger at the outermost door
 * @param chatSessionId the chat session, where there is one
 * @param messageId     the chat message, where there is one
 * @param executionId   the process execution, where there is one
 * @param depth         how many automations stand between this and a person's act; bounds loops
 */
public record Origin(
        ActorKind actor,
        UUID userId,
        UUID ownerId,
        UUID correlationId,
        @Nullable UUID causationId,
        UUID requestId,
        @Nullable UUID chatSessionId,
        @Nullable UUID messageId,
        @Nullable UUID executionId,
        int depth) {

    public static final String ACTOR = "actor";
    public static final String USER_ID = "user_id";
    public static final String OWNER_ID = "owner_id";
    public static final String CORRELATION_ID = "correlation_id";
    public static final String CAUSATION_ID = "causation_id";
    public static final String REQUEST_ID = "request_id";
    public static final String CHAT_SESSION_ID = "chat_session_id";
    public static final String MESSAGE_ID = "message_id";
    public static final String EXECUTION_ID = "execution_id";
    public static final String DEPTH = "depth";

    /** A user's own request on their own data. */
    public static Origin ofUser(UUID userId, UUID requestId) {
        return new Origin(ActorKind.USER, userId, userId, requestId, null, requestId, null, null, null, 0);
    }

    /** An administrator's request on {@code ownerId}'s data, or on the installation's. */
    public static Origin ofAdmin(UUID adminId, UUID ownerId, UUID requestId) {
        return new Origin(ActorKind.ADMIN, adminId, ownerId, requestId, null, requestId, null, null, null, 0);
    }

    /** One turn of a chat: its own correlation, so that one undo takes it back. */
    public static Origin ofAgent(UUID userId, UUID correlationId, UUID requestId, UUID chatSessionId, UUID messageId) {
        return new Origin(
                ActorKind.AGENT,
                userId,
                userId,
                correlationId,
                messageId,
                requestId,
                chatSessionId,
                messageId,
                null,
                0);
    }

    /** One run of a process for one owner: its own correlation, its trigger as causation. */
    public static Origin ofProcess(
            UUID ownerId, UUID correlationId, UUID causationId, UUID requestId, UUID executionId, int depth) {
        return new Origin(
                ActorKind.PROCESS,
                ownerId,
                ownerId,
                correlationId,
                causationId,
                requestId,
                null,
                null,
                executionId,
                depth);
    }

    /** The same origin, with another direct cause. */
    public Origin causedBy(UUID cause) {
        return new Origin(
                actor, userId, ownerId, correlationId, cause, requestId, chatSessionId, messageId, executionId, depth);
    }

    /** As metadata: absent where null. */
    public Map<String, Object> toMetadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put(ACTOR, actor.wire());
        metadata.put(USER_ID, userId.toString());
        metadata.put(OWNER_ID, ownerId.toString());
        metadata.put(CORRELATION_ID, correlationId.toString());
        put(metadata, CAUSATION_ID, causationId);
        metadata.put(REQUEST_ID, requestId.toString());
        put(metadata, CHAT_SESSION_ID, chatSessionId);
        put(metadata, MESSAGE_ID, messageId);
        put(metadata, EXECUTION_ID, executionId);
        if (depth > 0) {
            metadata.put(DEPTH, Integer.toString(depth));
        }
        return metadata;
    }

    /**
     * Reads metadata back.
     *
     * @throws IllegalArgumentException naming the first key that is required and missing
     */
    public static Origin fromMetadata(Map<String, ?> metadata) {
        Function<String, @Nullable UUID> id = key -> {
            Object value = metadata.get(key);
            return value == null ? null : UUID.fromString(value.toString());
        };
        Object depth = metadata.get(DEPTH);
        return new Origin(
                ActorKind.of(required(metadata.get(ACTOR), ACTOR).toString()),
                required(id.apply(USER_ID), USER_ID),
                required(id.apply(OWNER_ID), OWNER_ID),
                required(id.apply(CORRELATION_ID), CORRELATION_ID),
                id.apply(CAUSATION_ID),
                required(id.apply(REQUEST_ID), REQUEST_ID),
                id.apply(CHAT_SESSION_ID),
                id.apply(MESSAGE_ID),
                id.apply(EXECUTION_ID),
                depth == null ? 0 : Integer.parseInt(depth.toString()));
    }

    private static void put(Map<String, Object> metadata, String key, @Nullable UUID value) {
        if (value != null) {
            metadata.put(key, value.toString());
        }
    }

    private static <T> T required(@Nullable T value, String key) {
        if (value == null) {
            throw new IllegalArgumentException("A message without " + key + " has no place in the log");
        }
        return value;
    }
}
