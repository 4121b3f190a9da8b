/** The event store under load, kills and other misfortune. */
@NullMarked
package behflow.command.eventstore;

import org.jspecify.annotations.NullMarked;
