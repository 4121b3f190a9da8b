@NullMarked
package behflow.command.audit.proof;

import org.jspecify.annotations.NullMarked;
