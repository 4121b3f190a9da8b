package behflow.api.task.query;

import java.time.Instant;

/** A point in an owner's log. */
public sealed interface PointInTime {

    /** Up to the last event whose timestamp is not after {@code instant}. */
    record AsOf(Instant instant) implements PointInTime {}

    /** Up to and including this position of the owner's log. */
    record AsOfPosition(long position) implements PointInTime {}

    /** Up to and including this version of one task. */
    record AsOfVersion(long version) implements PointInTime {}
}
