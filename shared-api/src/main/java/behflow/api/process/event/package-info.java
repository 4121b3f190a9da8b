/** Processes: events, as they are stored. */
@NullMarked
package behflow.api.process.event;

import org.jspecify.annotations.NullMarked;
