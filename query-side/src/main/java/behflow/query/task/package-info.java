/** Tasks as they are read. */
@NullMarked
package behflow.query.task;

import org.jspecify.annotations.NullMarked;
