package behflow.query.analytics;

import behflow.api.kernel.BinaryArrays;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.query.analytics.RecentFolds.Place;
import behflow.query.kernel.Columns;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads rows of analytics: for the next batch, for verification, and whole. */
final class AnalyticsRows {

    private static final int TASK_COLUMN_COUNT = 23;

    private static final String OVER = """
            with over as (
                select l.*, e.valid_to
                from unnest(?::uuid[], ?::uuid[], ?::timestamptz[]) as e(owner_id, task_id, valid_to)
                join %1$s l on l.owner_id = e.owner_id and l.task_id = e.task_id
            ), past as (
                insert into %2$s (%3$s, valid_from, valid_to) select %3$s, updated_at, valid_to from over
            )
            select %3$s, updated_at from over""";

    private final AnalyticsTables tables;

    AnalyticsRows(AnalyticsTables tables) {
        this.tables = tables;
    }

    /** The installation's zones; UTC where none was ever set. */
    static DefaultZones zones(Connection connection) throws SQLException {
        TreeMap<Instant, ZoneId> changes = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select valid_from, timezone from bi.default_timezone")) {
            while (row.next()) {
                changes.put(Columns.requiredInstant(row, 1), ZoneId.of(row.getString(2)));
            }
        }
        return changes.isEmpty() ? DefaultZones.always(ZoneId.of("UTC")) : new DefaultZones(changes);
    }

    /** Up to where the rows of owners are, of those that have any; locked until the transaction ends. */
    Map<UUID, Place> lock(Connection connection, Collection<UUID> owners) throws SQLException {
        Map<UUID, Place> places = new HashMap<>();
        query(
                connection,
                "select owner_id, tableoid, position, changed_at from " + tables.table("log_position")
                        + " where owner_id = any (?) order by owner_id for update",
                row -> places.put(
                        row.getObject(1, UUID.class),
                        new Place(row.getLong(2), row.getLong(3), Columns.requiredInstant(row, 4))),
                BinaryArrays.ids(connection, owners));
        return places;
    }

    /** Folds that go on from what is there. */
    Map<UUID, OwnerAnalytics> resume(
            Connection connection, DefaultZones zones, Collection<UUID> owners, Map<UUID, Place> places)
            throws SQLException {
        Map<UUID, List<UserVersion>> users = new HashMap<>();
        Map<UUID, DailyRow> days = new HashMap<>();
        List<UUID> there = owners.stream().filter(places::containsKey).toList();
        if (!there.isEmpty()) {
            Array ids = BinaryArrays.ids(connection, there);
            query(
                    connection,
                    "select " + USER_COLUMNS + " from " + tables.table("dim_user")
                            + " where owner_id = any (?) order by owner_id, version",
                    row -> {
                        UserVersion user = user(row);
                        users.computeIfAbsent(user.ownerId(), id -> new ArrayList<>())
                                .add(user);
                    },
                    ids);
            query(
                    connection,
                    "select d.owner_id, d.day, " + DailyRow.COLUMNS + " from unnest(?::uuid[]) o(id) cross join lateral"
                            + " (select * from " + tables.table("fct_task_daily")
                            + " f where f.owner_id = o.id order by f.day desc limit 1) d",
                    row -> {
                        DailyRow day = day(row);
                        days.put(day.ownerId(), day);
                    },
                    ids);
        }
        Map<UUID, OwnerAnalytics> folds = new HashMap<>();
        for (UUID owner : owners) {
            Place place = places.get(owner);
            folds.put(
                    owner,
                    new OwnerAnalytics(
                            owner,
                            zones,
                            place == null ? 0 : place.position(),
                            users.getOrDefault(owner, List.of()),
                            days.get(owner)));
        }
        return folds;
    }

    /**
     * Gives tasks to the folds of their owners, which write them again as they are then: what is there is the past from now on.
     *
     * @param first the first event of each task that changes it
     */
    void knowPast(Connection connection, Map<UUID, OwnerAnalytics> folds, Collection<RecordedEvent> first)
            throws SQLException {
        query(
                connection,
                OVER.formatted(
                        tables.table("fct_task_lifecycle"),
                        tables.table("dim_task_past"),
                        AnalyticsTables.TASK_COLUMNS),
                row -> {
                    TaskFlow task = task(row);
                    folds.get(task.owner()).knowPast(task);
                },
                BinaryArrays.ids(
                        connection, first.stream().map(RecordedEvent::ownerId).toList()),
                BinaryArrays.ids(
                        connection, first.stream().map(RecordedEvent::subjectId).toList()),
                BinaryArrays.instants(
                        connection, first.stream().map(RecordedEvent::timestamp).toList()));
    }

    /** The position up to which an owner's rows are; 0 where there are none. */
    long position(Connection connection, UUID owner) throws SQLException {
        long[] position = {0};
        query(
                connection,
                "select position from " + tables.table("log_position") + " where owner_id = ?",
                row -> position[0] = row.getLong(1),
                owner);
        return position[0];
    }

    /** How many events of all logs are in the tables. */
    long positions(Connection connection) throws SQLException {
        long[] position = {0};
        query(
                connection,
                "select coalesce(sum(position), 0) from " + tables.table("log_position"),
                row -> position[0] = row.getLong(1));
        return position[0];
    }

    /** A user's days. */
    UserCalendar calendar(Connection connection, UUID owner) throws SQLException {
        List<UserVersion> users = new ArrayList<>();
        query(
                connection,
                "select " + USER_COLUMNS + " from " + tables.table("dim_user") + " where owner_id = ? order by version",
                row -> users.add(user(row)),
                owner);
        return OwnerAnalytics.calendar(zones(connection), users);
    }

    /** Everything of one owner, by table and by a name for each row. */
    Map<String, Map<String, Object>> all(Connection connection, UUID owner) throws SQLException {
        Map<String, Map<String, Object>> all = new HashMap<>();
        AnalyticsTables.TABLES.forEach(table -> all.put(table, new HashMap<>()));
        query(
                connection,
                "select " + USER_COLUMNS + " from " + tables.table("dim_user") + " where owner_id = ?",
                row -> {
                    UserVersion user = user(row);
                    all.get("dim_user").put(owner + " " + user.version(), user);
                },
                owner);
        query(
                connection,
                "select " + AnalyticsTables.TASK_COLUMNS + ", valid_from, valid_to from "
                        + tables.table("dim_task_past") + " where owner_id = ?",
                row -> {
                    TaskVersion version =
                            new TaskVersion(task(row), Columns.requiredInstant(row, TASK_COLUMN_COUNT + 2));
                    all.get("dim_task_past").put(key(version.flow()), measured(row, version.flow(), version));
                },
                owner);
        query(
                connection,
                "select " + AnalyticsTables.TASK_COLUMNS + ", updated_at from " + tables.table("fct_task_lifecycle")
                        + " where owner_id = ?",
                row -> {
                    TaskFlow task = task(row);
                    all.get("fct_task_lifecycle").put(task.id().toString(), measured(row, task, task));
                },
                owner);
        query(
                connection,
                "select " + AnalyticsTables.CHANGE_COLUMNS + " from " + tables.table("fct_task_event")
                        + " where owner_id = ?",
                row -> {
                    TaskChangeRow change = change(row);
                    all.get("fct_task_event").put(Long.toString(change.position()), change);
                },
                owner);
        query(
                connection,
                "select owner_id, day, " + DailyRow.COLUMNS + " from " + tables.table("fct_task_daily")
                        + " where owner_id = ?",
                row -> {
                    DailyRow day = day(row);
                    all.get("fct_task_daily").put(day.day().toString(), day);
                },
                owner);
        return all;
    }

    /** What the rows of an owner ought to be, in the form of {@link #all}. */
    static Map<String, Map<String, Object>> expected(OwnerAnalytics fold) {
        Map<String, Map<String, Object>> all = new HashMap<>();
        AnalyticsTables.TABLES.forEach(table -> all.put(table, new HashMap<>()));
        fold.users().forEach(user -> all.get("dim_user").put(user.ownerId() + " " + user.version(), user));
        fold.versions().forEach(version -> all.get("dim_task_past").put(key(version.flow()), version));
        fold.tasks().forEach(task -> all.get("fct_task_lifecycle").put(task.id().toString(), task));
        fold.changes().forEach(change -> all.get("fct_task_event").put(Long.toString(change.position()), change));
        fold.days().forEach(day -> all.get("fct_task_daily").put(day.day().toString(), day));
        return all;
    }

    private static String key(TaskFlow flow) {
        return flow.id() + " " + flow.task().version();
    }

    private static final String USER_COLUMNS =
            "owner_id, version, position, timezone, active, erased, valid_from, valid_to";

    private static UserVersion user(ResultSet row) throws SQLException {
        return new UserVersion(
                row.getObject(1, UUID.class),
                row.getInt(2),
                row.getLong(3),
                row.getString(4),
                row.getBoolean(5),
                row.getBoolean(6),
                Columns.requiredInstant(row, 7),
                Columns.instant(row, 8));
    }

    private static DailyRow day(ResultSet row) throws SQLException {
        int[] figures = new int[DailyRow.FIGURES];
        for (int i = 0; i < figures.length; i++) {
            figures[i] = row.getInt(i + 3);
        }
        return new DailyRow(row.getObject(1, UUID.class), row.getObject(2, LocalDate.class), figures);
    }

    /** The columns of {@link AnalyticsTables#TASK_COLUMNS}, and the time of the last event behind them. */
    private static TaskFlow task(ResultSet row) throws SQLException {
        Array tags = row.getArray(7);
        return new TaskFlow(
                new TaskState(
                        row.getObject(2, UUID.class),
                        row.getObject(1, UUID.class),
                        row.getLong(3),
                        row.getString(5),
                        row.getString(6),
                        TaskStatus.of(row.getString(8)),
                        Priority.of(row.getString(9)),
                        Columns.instant(row, 10),
                        tags == null ? null : List.of((String[]) tags.getArray()),
                        Columns.requiredInstant(row, 11),
                        Columns.requiredInstant(row, TASK_COLUMN_COUNT + 1),
                        Columns.instant(row, 14),
                        Columns.instant(row, 15)),
                row.getLong(4),
                Columns.instant(row, 12),
                Columns.requiredInstant(row, 13),
                row.getInt(16),
                row.getInt(17),
                new TaskFlow.Hours(row.getDouble(18), row.getDouble(19), row.getDouble(20), row.getDouble(21)));
    }

    /** The value, unless the row's lead or cycle time is not what its other columns say. */
    private static Object measured(ResultSet row, TaskFlow task, Object value) throws SQLException {
        Double lead = row.getObject(22, Double.class);
        Double cycle = row.getObject(23, Double.class);
        boolean right = Objects.equals(lead, task.leadHours()) && Objects.equals(cycle, task.cycleHours());
        return right ? value : List.of(value, "lead " + lead, "cycle " + cycle);
    }

    private static TaskChangeRow change(ResultSet row) throws SQLException {
        String flow = row.getString(17);
        return new TaskChangeRow(
                row.getObject(1, UUID.class),
                row.getLong(2),
                row.getObject(3, UUID.class),
                row.getLong(4),
                Columns.requiredInstant(row, 5),
                row.getObject(6, LocalDate.class),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getObject(11, UUID.class),
                row.getObject(12, UUID.class),
                row.getObject(13, UUID.class),
                row.getObject(14, UUID.class),
                status(row.getString(15)),
                status(row.getString(16)),
                flow == null ? null : TaskChangeRow.Flow.valueOf(flow.toUpperCase(Locale.ROOT)),
                row.getBoolean(18));
    }

    private static @Nullable TaskStatus status(@Nullable String wire) {
        return wire == null ? null : TaskStatus.of(wire);
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private static void query(Connection connection, String sql, RowReader reader, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                if (parameters[i] instanceof Array array) {
                    statement.setArray(i + 1, array);
                } else {
                    statement.setObject(i + 1, parameters[i]);
                }
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    reader.read(row);
                }
            }
        }
    }
}
