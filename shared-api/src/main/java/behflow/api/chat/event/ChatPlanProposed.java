package behflow.api.chat.event;

import behflow.api.kernel.StoredAs;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The agent wants to do something that the user must confirm first.
 *
 * @param plan      the tool and its arguments as JSON; null where erased
 * @param expiresAt UTC; after it a yes means nothing
 */
@StoredAs(
        value = "chat.plan_proposed",
        personal = {"plan"})
public record ChatPlanProposed(UUID planId, @Nullable String plan, Instant expiresAt) implements ChatEvent {}
