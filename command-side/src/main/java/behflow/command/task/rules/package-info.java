/** The rules of tasks, each a sentence. */
@NullMarked
package behflow.command.task.rules;

import org.jspecify.annotations.NullMarked;
