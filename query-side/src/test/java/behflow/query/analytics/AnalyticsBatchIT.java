package behflow.query.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.RecordedEvent;
import behflow.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows in PostgreSQL, batch by batch, are those of one fold over the whole log. */
class AnalyticsBatchIT {

    private static final DefaultZones UTC = DefaultZones.always(ZoneId.of("UTC"));
    private static final TestDatabase DATABASE = TestDatabase.create();

    @BeforeAll
    static void migrate() {
        migrate(DATABASE, "latest");
    }

    private static void migrate(TestDatabase database, String version) {
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:db/migration/query")
                .target(version)
                .load()
                .migrate();
    }

    @AfterAll
    static void drop() {
        DATABASE.drop();
    }

    @Test
    void givenManyOwners_whenFollowedInBatchesOfAnySize_thenEveryTableEqualsTheFoldOfTheLog() throws SQLException {
        Random random = new Random(11);
        List<List<RecordedEvent>> logs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            logs.add(RandomHistory.of(random.nextLong(), 150 + random.nextInt(300)));
        }
        List<RecordedEvent> all = logs.stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(RecordedEvent::timestamp).thenComparing(RecordedEvent::position))
                .toList();
        AnalyticsTables tables = new AnalyticsTables("bi");
        // Written with each batch and read again or not, as a follower does, or when it is much, as a rebuild does.
        for (AnalyticsBatch batch : List.of(
                new AnalyticsBatch(tables, AnalyticsBatchIT::nothing),
                new AnalyticsBatch(tables, AnalyticsBatchIT::nothing, new RecentFolds()),
                new AnalyticsBatch(tables, AnalyticsBatchIT::nothing, 40))) {
            DATABASE.execute("truncate bi." + String.join(", bi.", AnalyticsTables.TABLES));
            assertFolded(batch, tables, logs, all, random);
        }
        // The present versions stand in another table than those that are over; together they are without gap.
        assertThat(texts(
                        "select 1 from (select t.valid_to, lead(t.valid_from) over (partition by t.task_id order by t.version)"
                                + " as next from bi.dim_task t) t where t.valid_to is distinct from t.next"))
                .isEmpty();
        assertThat(texts("select count(*) from bi.dim_task"))
                .isEqualTo(texts("select count(*) from bi.fct_task_event"));
    }

    private static void assertFolded(
            AnalyticsBatch batch,
            AnalyticsTables tables,
            List<List<RecordedEvent>> logs,
            List<RecordedEvent> all,
            Random random)
            throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            int at = 0;
            while (at < all.size()) {
                int to = Math.min(all.size(), at + 1 + random.nextInt(60));
                batch.advance(connection, all.subList(at, to));
                connection.commit();
                if (random.nextInt(4) == 0) {
                    // Repeated, as after a crash between commit and token: nothing more happens.
                    batch.advance(connection, all.subList(Math.max(0, at - 5), to));
                    connection.commit();
                }
                at = to;
            }
            batch.flush(connection);
            connection.commit();
            for (List<RecordedEvent> log : logs) {
                UUID owner = log.get(0).ownerId();
                OwnerAnalytics fold = new OwnerAnalytics(owner, UTC);
                log.forEach(fold::fold);
                assertThat(new AnalyticsRows(tables).position(connection, owner))
                        .isEqualTo(log.size());
                assertThat(new AnalyticsRows(tables).all(connection, owner)).isEqualTo(AnalyticsRows.expected(fold));
                assertThat(fold.erasedTasks()).isNotEmpty();
            }
        }
    }

    @Test
    void givenAccount_whenErased_thenCountsStay_andTextAndZoneAreInNoRow() throws SQLException {
        List<RecordedEvent> log = RandomHistory.of(77, 400);
        List<RecordedEvent> erased = RandomHistory.erased(log);
        RecordedEvent last = erased.get(erased.size() - 1);
        UUID owner = last.ownerId();
        AnalyticsTables tables = new AnalyticsTables("bi");
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            AnalyticsBatch batch = new AnalyticsBatch(
                    tables,
                    (of, after, upTo, limit) ->
                            erased.subList((int) after, (int) Math.min(upTo, Math.min(after + limit, erased.size()))),
                    new RecentFolds());
            batch.advance(connection, log.subList(0, 350));
            var before = new AnalyticsRows(tables).all(connection, owner);
            batch.advance(connection, log.subList(350, 400));
            batch.advance(connection, List.of(last));
            OwnerAnalytics fold = new OwnerAnalytics(owner, UTC);
            erased.forEach(fold::fold);
            var after = new AnalyticsRows(tables).all(connection, owner);
            connection.commit();
            assertThat(after).isEqualTo(AnalyticsRows.expected(fold));
            assertThat(before.toString()).contains("{ä}");
            assertThat(after.toString()).doesNotContain("{ä}").doesNotContain("timezone=Eu");
            assertThat(after.get("fct_task_event")).hasSizeGreaterThan(350 * 4 / 5);
        }
    }

    @Test
    void givenTablesThatAnEarlierVersionRebuilt_whenMigrated_thenTheirIndexesAreReplaced() throws SQLException {
        TestDatabase database = TestDatabase.create();
        try {
            migrate(database, "151");
            database.execute("create table bi.made_anew (like bi.dim_task_past including all)");
            database.execute("drop table bi.dim_task_past cascade");
            database.execute("alter table bi.made_anew rename to dim_task_past");
            database.execute("select bi.define_views()");
            migrate(database, "latest");
            assertThat(texts(
                            database,
                            "select substring(indexdef from '[(].*') from pg_indexes"
                                    + " where tablename = 'dim_task_past' order by 1"))
                    .containsExactly("(owner_id, task_id, version)", "(owner_id, valid_to, valid_from)");
        } finally {
            database.drop();
        }
    }

    @Test
    void givenEveryTableAndColumn_thenCommented() throws SQLException {
        assertThat(texts("select c.relname || '.' || coalesce(a.attname, '') from pg_class c"
                        + " join pg_namespace n on n.oid = c.relnamespace"
                        + " join pg_attribute a on a.attrelid = c.oid and a.attnum >= 0 and not a.attisdropped"
                        + " where n.nspname in ('bi', 'bi_read') and c.relkind in ('r', 'v')"
                        + " and (col_description(c.oid, a.attnum) is null or obj_description(c.oid) is null)"))
                .isEmpty();
    }

    @Test
    void givenReader_thenSeesViewsAlone_withUsersAndTextOnlyWhereTheOperatorWants() throws SQLException {
        List<RecordedEvent> log = RandomHistory.of(5, 80);
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            new AnalyticsBatch(new AnalyticsTables("bi"), AnalyticsBatchIT::nothing).advance(connection, log);
            connection.commit();
        }
        String reader = "reader_" + DATABASE.name().substring(5, 17);
        try (Connection admin = DATABASE.superuserDataSource().getConnection();
                Statement statement = admin.createStatement()) {
            statement.execute("create role " + reader);
            statement.execute("grant " + reader + " to behflow");
        }
        DATABASE.execute("select bi.let_read('" + reader + "')");
        String owner = log.get(0).ownerId().toString();
        String as = "set role " + reader + "; ";
        assertThat(texts(as + "select count(user_id) + count(name) + count(description) + count(tags) || ''"
                        + " from bi_read.fct_task_lifecycle"))
                .containsExactly("0");
        assertThat(texts(as + "select 'seen' from bi_read.dim_task where user_key is not null limit 1"))
                .containsExactly("seen");
        DATABASE.execute("update bi.setting set show_users = true, show_text = true");
        assertThat(texts(as + "select 'seen' from bi_read.fct_task_lifecycle where user_id = '" + owner
                        + "' and name is not null limit 1"))
                .containsExactly("seen");
        DATABASE.execute("update bi.setting set show_users = false, show_text = false");
        assertThat(denied(as + "select 1 from bi.dim_task")).isTrue();
        assertThat(denied(as + "select 1 from bi.setting")).isTrue();
        assertThat(denied(as + "create table bi_read.own (a integer)")).isTrue();
    }

    private static List<RecordedEvent> nothing(UUID owner, long after, long upTo, int limit) {
        throw new AssertionError("Only an erased account is read again");
    }

    private static boolean denied(String sql) throws SQLException {
        try {
            DATABASE.execute(sql);
            return false;
        } catch (SQLException e) {
            return "42501".equals(e.getSQLState());
        }
    }

    private static List<String> texts(String sql) throws SQLException {
        return texts(DATABASE, sql);
    }

    private static List<String> texts(TestDatabase database, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (!rows) {
                rows = statement.getMoreResults();
            }
            try (ResultSet row = statement.getResultSet()) {
                while (row.next()) {
                    texts.add(row.getString(1));
                }
            }
        }
        return texts;
    }
}
