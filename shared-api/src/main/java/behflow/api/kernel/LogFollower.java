package behflow.api.kernel;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Something that follows the log of all owners, a moment behind it: an asynchronous read model or an automation. To add one,
 * make a bean that implements this; there is nothing else to configure.
 *
 * <ul>
 *   <li>{@link #name()} is its processing group in Axon: how far it is stands in {@code eventstore.token_entry} under it, its
 *       dead letters are listed under it, and {@code GET /api/v1/admin/projections} shows it. Another name is another follower,
 *       which starts anew: so a changed table is filled beside the old one.
 *   <li>{@link #follow} gets the accepted events of one batch, of many owners, those of one owner in order of position, and a
 *       connection in the transaction that also stores how far it is: what it writes there happens exactly once. It neither
 *       commits nor rolls back, catches no SQL error, and does nothing outside the database (a mail, a command): that would
 *       happen again whenever a batch is repeated.
 *   <li>All events of an owner are handled one after another, by one node at a time; owners are spread over the segments, and
 *       those over the nodes.
 *   <li>Whatever it throws undoes its batch. The batch is then handled again event by event, each alone in the list and in a
 *       savepoint: one that still fails becomes a dead letter, with the later events of its owner behind it, while everyone
 *       else's go on. Letters are tried again by themselves, ever more rarely, and by an administrator.
 *   <li>Fold a batch in memory and write each row once (arrays and {@code unnest}): statements, not events, are what costs.
 * </ul>
 */
public interface LogFollower {

    /** The processing group, for example {@code bi.task_fact}: stable, in snake case, with the slice in front. */
    String name();

    /** Where it begins when nobody of that name was here before. */
    default Start start() {
        return Start.BEGINNING;
    }

    /** Whether it wants this event. Cheap: it is asked for every event. */
    boolean accepts(DomainEvent event);

    /** Handles events in the transaction of {@code connection}. */
    void follow(Connection connection, List<RecordedEvent> events) throws SQLException;

    /** Where a follower begins. */
    enum Start {
        /** With the first event ever: read models. */
        BEGINNING,
        /** With the next event: automations, which must not act on the past. */
        NOW
    }
}
