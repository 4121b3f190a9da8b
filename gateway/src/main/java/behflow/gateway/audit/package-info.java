/** History, time travel and undo over REST, and the one shape in which events are shown. */
@NullMarked
package behflow.gateway.audit;

import org.jspecify.annotations.NullMarked;
