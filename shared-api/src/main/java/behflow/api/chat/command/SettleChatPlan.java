package behflow.api.chat.command;

import java.util.UUID;

/** The user has decided. Rejected with CONFLICT where the plan is not the one that waits, or has expired. */
public record SettleChatPlan(UUID sessionId, UUID userId, UUID planId, boolean confirmed) implements ChatCommand {}
