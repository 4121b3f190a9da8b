/** Processes and their runs as they are read. */
@NullMarked
package behflow.query.process;

import org.jspecify.annotations.NullMarked;
