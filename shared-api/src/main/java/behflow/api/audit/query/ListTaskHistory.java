package behflow.api.audit.query;

import java.util.UUID;

/**
 * The events of one task, also of a deleted one, oldest first. Answered with a {@link TaskHistory}. Whose task it is, the
 * caller has found out before.
 *
 * @param from  the sequence of the first event wanted
 * @param limit at least 1
 */
public record ListTaskHistory(UUID taskId, long from, int limit) {}
