/** Commands of the jar beside the service. */
@NullMarked
package behflow.gateway.kernel.console;

import org.jspecify.annotations.NullMarked;
