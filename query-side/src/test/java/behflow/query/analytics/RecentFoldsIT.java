package behflow.query.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.account.event.AccountTimezoneChanged;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.event.TaskEvent;
import behflow.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A follower goes on from what it wrote last only where that is what is there. */
class RecentFoldsIT {

    private final List<RecordedEvent> log = history();
    private final UUID owner = log.get(0).ownerId();
    private final AnalyticsTables tables = new AnalyticsTables("bi");
    private final RecentFolds recent = new RecentFolds(Duration.ofHours(1));
    private final TestDatabase database = TestDatabase.create();
    private Connection connection;

    @BeforeEach
    void migrate() throws SQLException {
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:db/migration/query")
                .load()
                .migrate();
        connection = database.dataSource().getConnection();
        connection.setAutoCommit(false);
        // The first batch finds no position, so its table is known from the second on.
        follow(0, 50);
        follow(50, 100);
    }

    @AfterEach
    void drop() throws SQLException {
        connection.close();
        database.drop();
    }

    @Test
    void whatItWroteLast_isNotReadAgain() throws SQLException {
        damage();
        follow(100, 300);
        assertThat(rows().get("dim_task_past").toString()).doesNotContain("damaged");
    }

    @Test
    void whereABatchWasUndone_whatIsThereIsRead() throws SQLException {
        batch(100, 200);
        connection.rollback();
        follow(100, 150);
        follow(150, 300);
        assertThat(rows()).isEqualTo(expected());
    }

    @Test
    void whereAnotherNodeHasWritten_whatIsThereIsRead() throws SQLException {
        new AnalyticsBatch(tables, RecentFoldsIT::nothing).advance(connection, log.subList(100, 200));
        connection.commit();
        follow(150, 300);
        assertThat(rows()).isEqualTo(expected());
    }

    @Test
    void whereTheTablesWereMadeAnew_whatIsThereIsRead() throws SQLException {
        damage();
        database.execute("create table bi.made_anew (like bi.log_position including all)");
        database.execute("insert into bi.made_anew select * from bi.log_position");
        database.execute("drop table bi.log_position cascade");
        database.execute("alter table bi.made_anew rename to log_position");
        follow(100, 300);
        assertThat(rows().get("dim_task_past").toString()).contains("damaged");
    }

    @Test
    void whereAnotherEventStandsAtThePosition_whatIsThereIsRead() throws SQLException {
        damage();
        database.execute("update bi.log_position set changed_at = changed_at - interval '1 microsecond'");
        follow(100, 300);
        assertThat(rows().get("dim_task_past").toString()).contains("damaged");
    }

    @Test
    void whereAnOwnerHasMoreTasksThanAreKept_theRestIsRead() throws SQLException {
        List<RecordedEvent> many = RandomHistory.of(31, 3_000);
        UUID other = many.get(0).ownerId();
        OwnerAnalytics fold = new OwnerAnalytics(other, DefaultZones.always(ZoneId.of("UTC")));
        many.forEach(fold::fold);
        for (int from = 0; from < many.size(); from += 150) {
            new AnalyticsBatch(tables, RecentFoldsIT::nothing, recent)
                    .advance(connection, many.subList(from, from + 150));
            connection.commit();
        }
        assertThat(fold.held()).isGreaterThan(600);
        assertThat(new AnalyticsRows(tables).all(connection, other)).isEqualTo(AnalyticsRows.expected(fold));
    }

    @Test
    void whereTheInstallationHasAnotherZone_daysAreThoseOfThat() throws SQLException {
        database.execute("insert into bi.default_timezone values ('2000-01-01', 'Pacific/Kiritimati')");
        follow(100, 101);
        LocalDate inUtc = LocalDate.ofInstant(log.get(100).timestamp(), ZoneOffset.UTC);
        TaskChangeRow change = (TaskChangeRow) rows().get("fct_task_event").get("101");
        assertThat(change.day()).isEqualTo(inUtc.plusDays(1));
    }

    /** Its user has chosen no zone by the 101st event, a change of a task in the afternoon of UTC. */
    private static List<RecordedEvent> history() {
        for (long seed = 1; ; seed++) {
            List<RecordedEvent> log = RandomHistory.of(seed, 300);
            RecordedEvent event = log.get(100);
            if (event.payload() instanceof TaskEvent
                    && event.timestamp().atOffset(ZoneOffset.UTC).getHour() >= 12
                    && log.subList(0, 100).stream()
                            .noneMatch(before -> before.payload() instanceof AccountTimezoneChanged)) {
                return log;
            }
        }
    }

    private void follow(int from, int to) throws SQLException {
        batch(from, to);
        connection.commit();
    }

    private void batch(int from, int to) throws SQLException {
        new AnalyticsBatch(tables, RecentFoldsIT::nothing, recent).advance(connection, log.subList(from, to));
    }

    /** Makes the rows of the last batch what nobody would write who has not read them. */
    private void damage() throws SQLException {
        String ids = log.subList(50, 100).stream()
                .map(event -> "'" + event.subjectId() + "'")
                .distinct()
                .collect(Collectors.joining(", "));
        database.execute("update bi.fct_task_lifecycle set name = 'damaged' where task_id in (" + ids + ")");
    }

    private Map<String, Map<String, Object>> rows() throws SQLException {
        return new AnalyticsRows(tables).all(connection, owner);
    }

    private Map<String, Map<String, Object>> expected() {
        OwnerAnalytics fold = new OwnerAnalytics(owner, DefaultZones.always(ZoneId.of("UTC")));
        log.forEach(fold::fold);
        return AnalyticsRows.expected(fold);
    }

    private static List<RecordedEvent> nothing(UUID of, long after, long upTo, int limit) {
        throw new AssertionError("Only an erased account is read again");
    }
}
