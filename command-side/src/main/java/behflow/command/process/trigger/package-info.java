/** What starts processes: time and events. */
@NullMarked
package behflow.command.process.trigger;

import org.jspecify.annotations.NullMarked;
