package behflow.api.audit.query;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The last cause that changed tasks of an owner and is neither an undo nor undone. Answered with a {@link LastChange}, or null
 * where the latest 10,000 events of the log have none.
 *
 * @param chatSessionId only causes of this conversation; null for any
 * @param except        a cause that does not count: the one that asks
 */
public record FindLastChange(UUID ownerId, @Nullable UUID chatSessionId, UUID except) {}
