package behflow.api.process.query;

import java.util.UUID;

/**
 * What a run by hand would do now, without doing it. Answered with a {@link Rehearsal}. NOT_FOUND and FORBIDDEN as for any
 * process.
 *
 * @param userId who asks, and whose tasks it looks at
 */
public record RehearseProcess(UUID processId, UUID userId) {}
