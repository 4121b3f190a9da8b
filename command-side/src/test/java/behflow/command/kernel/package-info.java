/** Nodes for tests, configured as the service configures itself. */
@NullMarked
package behflow.command.kernel;

import org.jspecify.annotations.NullMarked;
