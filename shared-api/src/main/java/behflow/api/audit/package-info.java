/** History, time travel and undo: what the log is asked. */
@NullMarked
package behflow.api.audit;

import org.jspecify.annotations.NullMarked;
