/** Processes: what decides about them. */
@NullMarked
package behflow.command.process;

import org.jspecify.annotations.NullMarked;
