/** What is asked of history to be undone. */
@NullMarked
package behflow.api.audit.command;

import org.jspecify.annotations.NullMarked;
