/** Tasks: value objects and the one pure fold. */
@NullMarked
package behflow.api.task;

import org.jspecify.annotations.NullMarked;
