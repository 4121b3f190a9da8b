/** What undoing leaves in the log. */
@NullMarked
package behflow.api.audit.event;

import org.jspecify.annotations.NullMarked;
