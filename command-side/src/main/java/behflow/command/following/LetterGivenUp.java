package behflow.command.following;

import behflow.api.kernel.RejectedException;
import behflow.command.eventstore.EventRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Takes a letter out of its queue in the transaction of the event that says so: neither is there without the other. */
record LetterGivenUp(UUID letterId) implements EventRows {

    /** @throws RejectedException NOT_FOUND where it is there no longer, CONFLICT while it is being tried */
    @Override
    public void write(Connection connection) throws SQLException {
        // Who tries a letter holds its row until that has succeeded or failed: nobody else's append waits for it
        // meanwhile.
        try (PreparedStatement delete = connection.prepareStatement("delete from eventstore.dead_letter"
                + " where letter_id = any (array(select letter_id from eventstore.dead_letter where letter_id = ?"
                + " and (processing_started is null or processing_started < clock_timestamp() - ? * interval '1 second')"
                + " for update skip locked))")) {
            delete.setString(1, letterId.toString());
            delete.setLong(2, LetterQueue.CLAIM.toSeconds());
            if (delete.executeUpdate() == 0) {
                throw isThere(connection)
                        ? RejectedException.conflict("This letter is being tried already")
                        : RejectedException.notFound();
            }
        }
    }

    private boolean isThere(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select exists (select from eventstore.dead_letter where letter_id = ?)")) {
            select.setString(1, letterId.toString());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
