package behflow.command.process.automation;

import behflow.api.kernel.RecordedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Bounds in breadth what depth bounds in length: three processes that each start the others would make 59,049 runs of one act
 * within ten steps. Runs that a person's act starts itself are not counted.
 */
final class Cascade {

    /** So many runs may follow from one act by way of other runs. */
    static final int RUNS = 10_000;

    private static final String COUNT = "with old as (delete from process.cascade"
            + " where updated_at < clock_timestamp() - interval '1 day')"
            + " insert into process.cascade as c (owner_id, request_id, runs) values (?, ?, 1)"
            + " on conflict (owner_id, request_id) do update set runs = c.runs + 1, updated_at = clock_timestamp()"
            + " returning runs";

    private Cascade() {}

    /** Counts one more run that the event starts; false where it is one too many. */
    static boolean goesOn(Connection connection, RecordedEvent event) throws SQLException {
        if (event.origin().depth() == 0) {
            return true;
        }
        try (PreparedStatement count = connection.prepareStatement(COUNT)) {
            count.setObject(1, event.ownerId());
            count.setObject(2, event.origin().requestId());
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getInt(1) <= RUNS;
            }
        }
    }
}
