@NullMarked
package behflow.command.audit;

import org.jspecify.annotations.NullMarked;
