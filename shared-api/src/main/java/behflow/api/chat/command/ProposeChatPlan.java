package behflow.api.chat.command;

import java.time.Instant;
import java.util.UUID;

/** Something waits for the user's word; replaces a plan that waited before. */
public record ProposeChatPlan(UUID sessionId, UUID userId, UUID planId, String plan, Instant expiresAt)
        implements ChatCommand {}
