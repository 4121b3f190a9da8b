/** Time-based processes: what is due when, and that each time is decided once, however many nodes look. */
@NullMarked
package behflow.command.process.schedule;

import org.jspecify.annotations.NullMarked;
