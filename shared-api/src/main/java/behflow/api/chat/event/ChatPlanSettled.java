package behflow.api.chat.event;

import behflow.api.kernel.StoredAs;
import java.util.UUID;

/**
 * A plan is over.
 *
 * @param outcome confirmed, declined, or replaced
 */
@StoredAs(
        value = "chat.plan_settled",
        personal = {})
public record ChatPlanSettled(UUID planId, String outcome) implements ChatEvent {}
