/** The event store on PostgreSQL: one log per owner, appended in groups, read in commit-safe order. */
@NullMarked
package behflow.command.eventstore;

import org.jspecify.annotations.NullMarked;
