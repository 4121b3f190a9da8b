package behflow.api.process.query;

import java.util.UUID;

/**
 * What a run did and left alone, in order. Answered with a {@link Trace}; empty where there is no such run.
 *
 * @param ownerId for whom it ran
 * @param after   a position in the owner's log; 0 for the beginning
 * @param limit   how many events of the run are looked at
 */
public record FindTrace(UUID ownerId, UUID executionId, long after, int limit) {}
