/** What the operator sees: ports, start-up notice. */
@NullMarked
package behflow.gateway.kernel.operations;

import org.jspecify.annotations.NullMarked;
