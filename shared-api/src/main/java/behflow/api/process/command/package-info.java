/** Processes: commands. */
@NullMarked
package behflow.api.process.command;

import org.jspecify.annotations.NullMarked;
