/** Tasks: commands. */
@NullMarked
package behflow.api.task.command;

import org.jspecify.annotations.NullMarked;
