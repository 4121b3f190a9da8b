/** Undo: of a cause, of a task to one of its versions. */
@NullMarked
package behflow.command.audit;

import org.jspecify.annotations.NullMarked;
