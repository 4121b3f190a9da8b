/** Tasks: events, as they are stored. */
@NullMarked
package behflow.api.task.event;

import org.jspecify.annotations.NullMarked;
