/** The proof of the log: signed heads, verifiers, exports. */
@NullMarked
package behflow.command.audit.proof;

import org.jspecify.annotations.NullMarked;
