/** Tasks: queries and their results. */
@NullMarked
package behflow.api.task.query;

import org.jspecify.annotations.NullMarked;
