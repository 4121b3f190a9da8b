/** Triggers: by time and by event. */
@NullMarked
package behflow.command.process.trigger;

import org.jspecify.annotations.NullMarked;
