package behflow.api.chat.command;

import java.time.Instant;
import java.util.UUID;

/**
 * Something waits for the user's word; replaces a plan that waited before. In a conversation that was deleted meanwhile nothing
 * waits.
 *
 * @param began {@link behflow.api.chat.ChatState#firstSequence} of the conversation when the turn began
 */
public record ProposeChatPlan(UUID sessionId, UUID userId, long began, UUID planId, String plan, Instant expiresAt)
        implements ChatCommand {}
