/** How runs are carried out. */
@NullMarked
package behflow.command.process.execution;

import org.jspecify.annotations.NullMarked;
