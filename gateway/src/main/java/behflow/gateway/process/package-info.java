/** Processes and their runs over REST. */
@NullMarked
package behflow.gateway.process;

import org.jspecify.annotations.NullMarked;
