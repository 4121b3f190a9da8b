package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.Ids;
import behflow.api.kernel.LogEntry;
import behflow.command.eventstore.TestRows.TestRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What holds of a store at any time, whatever happened to it; all computed anew from the rows, in Java. */
final class LogInvariants {

    private LogInvariants() {}

    private record Place(long number, LogToken token, long timestamp, byte[] hash) {}

    /**
     * Positions 1 to n and a valid chain for each owner, sequences 0 to n for each aggregate, (tx, idx) in agreement with
     * both, timestamps that never go back, heads and inline rows equal to a fold of the events.
     *
     * @return the ids of all events
     */
    static Set<UUID> check(DataSource dataSource) throws SQLException {
        Map<UUID, Place> owners = new HashMap<>();
        Map<UUID, TestRow> rows = new HashMap<>();
        Set<UUID> ids = new HashSet<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet row =
                    statement.executeQuery("select owner_id, position, event_id, subject_id, sequence, type,"
                            + " revision, timestamp_us, metadata, payload, salt, commitment, hash, tx, idx"
                            + " from eventstore.event order by owner_id, position")) {
                while (row.next()) {
                    UUID owner = row.getObject(1, UUID.class);
                    Place before = owners.getOrDefault(owner, new Place(0, LogToken.START, 0, new byte[32]));
                    LogEntry entry = entry(row, before.hash);
                    LogToken token = new LogToken(row.getLong(14), row.getInt(15));
                    assertThat(entry.position()).as("position of %s", owner).isEqualTo(before.number + 1);
                    assertThat(token).as("order of %s", owner).isGreaterThan(before.token);
                    assertThat(entry.timestampMicros()).isGreaterThanOrEqualTo(before.timestamp);
                    assertThat(LogEntry.commitment(entry.salt(), entry.payload()))
                            .isEqualTo(entry.commitment());
                    assertThat(LogEntry.sha256(entry.entry()))
                            .as("chain of %s at %d", owner, entry.position())
                            .isEqualTo(entry.hash());
                    assertThat(ids.add(entry.eventId()))
                            .as("event %s is there twice", entry.eventId())
                            .isTrue();
                    owners.put(owner, new Place(entry.position(), token, entry.timestampMicros(), entry.hash()));
                    // By position: an aggregate has one owner, so its sequences rise with the owner's positions.
                    rows.put(entry.subjectId(), fold(rows.get(entry.subjectId()), entry));
                }
            }
            checkHeads(statement, owners);
            // The projection of the tests takes events of tasks; the installation's notes have no row.
            rows.values().removeIf(row -> row.ownerId().equals(Ids.INSTALLATION));
            checkRows(statement, rows);
            assertThat(statement
                            .executeQuery("select 1 from (select owner_id, position, tx, idx,"
                                    + " lag(sequence) over (partition by subject_id order by tx, idx) as before, sequence"
                                    + " from eventstore.event) e where sequence <> coalesce(before, -1) + 1")
                            .next())
                    .as("sequences in the order of (tx, idx)")
                    .isFalse();
        }
        return ids;
    }

    private static LogEntry entry(ResultSet row, byte[] previous) throws SQLException {
        return new LogEntry(
                row.getObject(1, UUID.class),
                row.getLong(2),
                row.getObject(3, UUID.class),
                row.getObject(4, UUID.class),
                row.getLong(5),
                row.getString(6),
                row.getString(7),
                row.getLong(8),
                row.getBytes(9),
                row.getBytes(10),
                row.getBytes(11),
                row.getBytes(12),
                previous,
                row.getBytes(13));
    }

    private static TestRow fold(@Nullable TestRow row, LogEntry entry) {
        assertThat(entry.sequence())
                .as("sequence of %s", entry.subjectId())
                .isEqualTo(row == null ? 0 : row.version() + 1);
        return new TestRow(
                entry.subjectId(),
                entry.ownerId(),
                entry.sequence(),
                entry.position(),
                (row == null ? 17 : row.digest()) * 31 + entry.eventId().hashCode());
    }

    private static void checkHeads(Statement statement, Map<UUID, Place> owners) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "select owner_id, position, hash, timestamp_us, last_tx from eventstore.log_head")) {
            int heads = 0;
            while (row.next()) {
                heads++;
                Place last = owners.get(row.getObject(1, UUID.class));
                assertThat(last).as("a head without events").isNotNull();
                assertThat(row.getLong(2)).isEqualTo(last.number);
                assertThat(Arrays.equals(row.getBytes(3), last.hash)).isTrue();
                assertThat(row.getLong(4)).isEqualTo(last.timestamp);
                assertThat(row.getLong(5)).isEqualTo(last.token.tx());
            }
            assertThat(heads).isEqualTo(owners.size());
        }
    }

    private static void checkRows(Statement statement, Map<UUID, TestRow> expected) throws SQLException {
        Map<UUID, TestRow> rows = new HashMap<>();
        try (ResultSet row =
                statement.executeQuery("select task_id, owner_id, version, position, digest from test_row")) {
            while (row.next()) {
                UUID id = row.getObject(1, UUID.class);
                rows.put(
                        id,
                        new TestRow(id, row.getObject(2, UUID.class), row.getLong(3), row.getLong(4), row.getLong(5)));
            }
        }
        assertThat(rows).as("inline rows").isEqualTo(expected);
    }
}
