/** The task aggregate. */
@NullMarked
package behflow.command.task;

import org.jspecify.annotations.NullMarked;
