package behflow.query.analytics;

import behflow.api.kernel.BinaryArrays;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.query.kernel.Columns;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes rows of analytics: into {@code bi}, or into tables of the same shape in another schema. */
final class AnalyticsTables {

    /** Every table that is made from events; those that change places in a rebuild. */
    static final List<String> TABLES = List.of(
            "log_position", "dim_user", "dim_task_past", "fct_task_event", "fct_task_lifecycle", "fct_task_daily");

    /** What dim_task_past and fct_task_lifecycle share, ahead of their own times. */
    static final String TASK_COLUMNS =
            "owner_id, task_id, version, position, name, description, tags, status, priority,"
                    + " due_date, created_at, first_started_at, status_since, completed_at, deleted_at, reopened, rescheduled,"
                    + " not_started_hours, in_progress_hours, blocked_hours, completed_hours, lead_hours, cycle_hours";

    static final String CHANGE_COLUMNS = "owner_id, position, task_id, version, changed_at, day, type, from_value,"
            + " to_value, actor, correlation_id, causation_id, chat_session_id, execution_id, status_from, status_to,"
            + " flow, first_start";

    private static final String DAYS =
            "insert into %s as f (owner_id, day, %s) select * from unnest(?::uuid[], ?::date[]%s)"
                    + " on conflict (owner_id, day) do update set %s";

    private static final String LIFECYCLE = "fct_task_lifecycle";
    private static final LifecycleWrite CHANGED = new LifecycleWrite();

    private final String schema;

    /** @param schema a plain name from the code, never from a client */
    AnalyticsTables(String schema) {
        this.schema = schema;
    }

    String table(String name) {
        return schema + "." + name;
    }

    /** What happened: rows that never change again, but for the text of erased tasks. */
    void append(Connection connection, Collection<OwnerAnalytics> owners) throws SQLException {
        if (owners.stream().anyMatch(owner -> !owner.versions().isEmpty())) {
            copy(connection, "dim_task_past", TASK_COLUMNS + ", valid_from, valid_to", rows -> {
                for (OwnerAnalytics owner : owners) {
                    for (TaskVersion version : owner.versions()) {
                        task(rows, version.flow())
                                .instant(version.flow().task().updatedAt())
                                .instant(version.validTo());
                    }
                }
            });
        }
        if (owners.stream().anyMatch(owner -> !owner.changes().isEmpty())) {
            copy(connection, "fct_task_event", CHANGE_COLUMNS, rows -> {
                for (OwnerAnalytics owner : owners) {
                    for (TaskChangeRow change : owner.changes()) {
                        change(rows, change);
                    }
                }
            });
        }
        for (OwnerAnalytics owner : owners) {
            if (!owner.erasedTasks().isEmpty()) {
                eraseTasks(connection, owner.ownerId(), owner.erasedTasks());
            }
            owner.appended();
        }
    }

    /** How it is now: tasks, days and users that have changed, and how far the tables are. */
    void write(Connection connection, Collection<OwnerAnalytics> owners) throws SQLException {
        Map<Boolean, List<TaskFlow>> tasks = owners.stream()
                .flatMap(owner -> owner.tasks().stream().map(task -> Map.entry(owner.stored(task.id()), task)))
                .collect(Collectors.partitioningBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        List<TaskFlow> fresh = tasks.get(false);
        List<TaskFlow> changed = tasks.get(true);
        if (!fresh.isEmpty()) {
            copy(connection, LIFECYCLE, TASK_COLUMNS + ", updated_at", rows -> {
                for (TaskFlow task : fresh) {
                    task(rows, task).instant(task.task().updatedAt());
                }
            });
        }
        if (!changed.isEmpty()) {
            Columns.write(connection, table(LIFECYCLE), CHANGED, changed);
        }
        if (!fresh.isEmpty() || !changed.isEmpty()) {
            writeDays(connection, owners);
        }
        writeUsers(connection, owners);
        try (PreparedStatement statement = connection.prepareStatement("insert into " + table("log_position")
                + " (owner_id, position, changed_at) select * from unnest(?::uuid[], ?::bigint[], ?::timestamptz[])"
                + " on conflict (owner_id) do update set position = excluded.position,"
                + " changed_at = excluded.changed_at")) {
            statement.setArray(
                    1,
                    BinaryArrays.ids(
                            connection,
                            owners.stream().map(OwnerAnalytics::ownerId).toList()));
            statement.setArray(2, array(connection, "bigint", owners, OwnerAnalytics::position));
            statement.setArray(
                    3,
                    BinaryArrays.instants(
                            connection,
                            owners.stream().map(OwnerAnalytics::changedAt).toList()));
            statement.executeUpdate();
        }
    }

    private static <R> Array array(
            Connection connection, String type, Collection<R> rows, Function<? super R, Object> value)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(value).toArray());
    }

    private void writeDays(Connection connection, Collection<OwnerAnalytics> owners) throws SQLException {
        List<DailyRow> days =
                owners.stream().flatMap(owner -> owner.days().stream()).toList();
        try (PreparedStatement statement = connection.prepareStatement(DAYS.formatted(
                table("fct_task_daily"),
                DailyRow.COLUMNS,
                ", ?::integer[]".repeat(DailyRow.FIGURES),
                Stream.of(DailyRow.COLUMNS.split(", "))
                        .map(column -> column + " = excluded." + column)
                        .collect(Collectors.joining(", "))))) {
            statement.setArray(
                    1,
                    BinaryArrays.ids(
                            connection, days.stream().map(DailyRow::ownerId).toList()));
            statement.setArray(
                    2, array(connection, "date", days, day -> day.day().toString()));
            for (int i = 0; i < DailyRow.FIGURES; i++) {
                int figure = i;
                statement.setArray(i + 3, array(connection, "integer", days, day -> day.figure(figure)));
            }
            statement.executeUpdate();
        }
    }

    private void writeUsers(Connection connection, Collection<OwnerAnalytics> owners) throws SQLException {
        Columns.batch(
                connection,
                "insert into " + table("dim_user") + " (owner_id, version, position, timezone, active, erased,"
                        + " valid_from, valid_to) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (owner_id, version)"
                        + " do update set erased = excluded.erased, valid_to = excluded.valid_to",
                owners.stream().flatMap(owner -> owner.users().stream()).toList(),
                (statement, user) -> {
                    statement.setObject(1, user.ownerId());
                    statement.setInt(2, user.version());
                    statement.setLong(3, user.position());
                    statement.setString(4, user.timezone());
                    statement.setBoolean(5, user.active());
                    statement.setBoolean(6, user.erased());
                    statement.setObject(7, Columns.utc(user.validFrom()));
                    statement.setObject(8, Columns.utc(user.validTo()));
                });
    }

    /** Takes everything of an owner away. */
    void delete(Connection connection, UUID ownerId) throws SQLException {
        for (String name : TABLES) {
            try (PreparedStatement statement =
                    connection.prepareStatement("delete from " + table(name) + " where owner_id = ?")) {
                statement.setObject(1, ownerId);
                statement.executeUpdate();
            }
        }
    }

    /** The text of these tasks goes from every row; counts and times stay. */
    private void eraseTasks(Connection connection, UUID ownerId, Collection<UUID> taskIds) throws SQLException {
        String which = " where owner_id = ? and task_id = any (?)";
        for (String sql : List.of(
                "update " + table("dim_task_past") + " set name = null, description = null, tags = null" + which,
                "update " + table("fct_task_lifecycle") + " set name = null, description = null, tags = null" + which,
                "update " + table("fct_task_event") + " set from_value = null, to_value = null" + which
                        + " and type in ('task.created', 'task.renamed', 'task.tags_changed')")) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, ownerId);
                statement.setArray(2, BinaryArrays.ids(connection, taskIds));
                statement.executeUpdate();
            }
        }
    }

    private static CopyRows task(CopyRows rows, TaskFlow flow) throws SQLException {
        TaskState task = flow.task();
        return rows.row()
                .id(flow.owner())
                .id(flow.id())
                .bigint(task.version())
                .bigint(flow.position())
                .text(task.name())
                .text(task.description())
                .texts(task.tags())
                .text(task.status().wire())
                .text(task.priority().wire())
                .instant(task.dueDate())
                .instant(task.createdAt())
                .instant(flow.firstStartedAt())
                .instant(flow.statusSince())
                .instant(task.completedAt())
                .instant(task.deletedAt())
                .integer(flow.reopened())
                .integer(flow.rescheduled())
                .number(flow.hours().notStarted())
                .number(flow.hours().inProgress())
                .number(flow.hours().blocked())
                .number(flow.hours().completed())
                .number(flow.leadHours())
                .number(flow.cycleHours());
    }

    private static void change(CopyRows rows, TaskChangeRow change) throws SQLException {
        rows.row()
                .id(change.ownerId())
                .bigint(change.position())
                .id(change.taskId())
                .bigint(change.version())
                .instant(change.changedAt())
                .date(change.day())
                .text(change.type())
                .text(change.fromValue())
                .text(change.toValue())
                .text(change.actor())
                .id(change.correlationId())
                .id(change.causationId())
                .id(change.chatSessionId())
                .id(change.executionId())
                .text(wire(change.statusFrom()))
                .text(wire(change.statusTo()))
                .text(change.flow() == null ? null : change.flow().wire())
                .flag(change.firstStart());
    }

    private static @Nullable String wire(@Nullable TaskStatus status) {
        return status == null ? null : status.wire();
    }

    private interface Rows {
        void add(CopyRows rows) throws SQLException;
    }

    private void copy(Connection connection, String target, String columns, Rows rows) throws SQLException {
        CopyRows copy = new CopyRows(connection, table(target), columns);
        try {
            rows.add(copy);
            copy.finish();
        } finally {
            copy.cancel();
        }
    }
}
