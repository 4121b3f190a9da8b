/** Processes, decided without a database. */
@NullMarked
package behflow.command.process;

import org.jspecify.annotations.NullMarked;
