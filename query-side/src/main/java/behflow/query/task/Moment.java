package behflow.query.task;

import java.time.Instant;

/**
 * A moment in an owner's log.
 *
 * @param position the last event that had happened
 * @param instant  the time it then was, for what is measured against the present
 */
record Moment(long position, Instant instant) {}
