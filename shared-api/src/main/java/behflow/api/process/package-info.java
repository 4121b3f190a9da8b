/** Automated processes and their runs: value objects and the pure folds. */
@NullMarked
package behflow.api.process;

import org.jspecify.annotations.NullMarked;
