package behflow.query.analytics;

import behflow.query.kernel.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes rows of analytics: into {@code bi}, or into tables of the same shape in another schema. */
final class AnalyticsTables {

    /** Every table that is made from events; those that change places in a rebuild. */
    static final List<String> TABLES =
            List.of("log_position", "dim_user", "dim_task", "fct_task_event", "fct_task_lifecycle", "fct_task_daily");

    /** What dim_task and fct_task_lifecycle share, ahead of their own times. */
    static final String TASK_COLUMNS =
            "owner_id, task_id, version, position, name, description, tags, status, priority,"
                    + " due_date, created_at, first_started_at, status_since, completed_at, deleted_at, reopened, rescheduled,"
                    + " not_started_hours, in_progress_hours, blocked_hours, completed_hours, lead_hours, cycle_hours";

    static final String CHANGE_COLUMNS = "owner_id, position, task_id, version, changed_at, day, type, from_value,"
            + " to_value, actor, correlation_id, causation_id, chat_session_id, execution_id, status_from, status_to,"
            + " flow, first_start";

    private final String schema;

    /** @param schema a plain name from the code, never from a client */
    AnalyticsTables(String schema) {
        this.schema = schema;
    }

    String table(String name) {
        return schema + "." + name;
    }

    /** What some owners' events have changed. */
    void write(Connection connection, Collection<OwnerAnalytics> owners) throws SQLException {
        closeVersions(connection, owners);
        copy(connection, "dim_task (" + TASK_COLUMNS + ", valid_from, valid_to)", rows -> {
            for (OwnerAnalytics owner : owners) {
                for (TaskVersion version : owner.versions()) {
                    task(rows, version.flow())
                            .instant(version.flow().task().updatedAt())
                            .instant(version.validTo())
                            .end();
                }
            }
        });
        copy(connection, "fct_task_event (" + CHANGE_COLUMNS + ")", rows -> {
            for (OwnerAnalytics owner : owners) {
                for (TaskChangeRow change : owner.changes()) {
                    change(rows, change);
                }
            }
        });
        writeLifecycles(connection, owners);
        writeDays(connection, owners);
        writeUsers(connection, owners);
        for (OwnerAnalytics owner : owners) {
            if (!owner.erasedTasks().isEmpty()) {
                eraseTasks(connection, owner.ownerId(), owner.erasedTasks());
            }
        }
        Columns.batch(
                connection,
                "insert into " + table("log_position") + " (owner_id, position, changed_at) values (?, ?, ?)"
                        + " on conflict (owner_id) do update set position = excluded.position,"
                        + " changed_at = excluded.changed_at",
                owners,
                (statement, owner) -> {
                    statement.setObject(1, owner.ownerId());
                    statement.setLong(2, owner.position());
                    statement.setObject(3, Columns.utc(owner.changedAt()));
                });
    }

    private void closeVersions(Connection connection, Collection<OwnerAnalytics> owners) throws SQLException {
        List<Object> ownerIds = new ArrayList<>();
        List<Object> taskIds = new ArrayList<>();
        List<Object> versions = new ArrayList<>();
        List<Object> ends = new ArrayList<>();
        for (OwnerAnalytics owner : owners) {
            owner.closings().forEach(closing -> {
                ownerIds.add(owner.ownerId());
                taskIds.add(closing.taskId());
                versions.add(closing.version());
                ends.add(closing.validTo().toString());
            });
        }
        if (ownerIds.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("update " + table("dim_task")
                + " d set valid_to = e.valid_to from unnest(?::uuid[], ?::uuid[], ?::bigint[], ?::timestamptz[])"
                + " as e(owner_id, task_id, version, valid_to)"
                + " where d.owner_id = e.owner_id and d.task_id = e.task_id and d.version = e.version")) {
            statement.setArray(1, connection.createArrayOf("uuid", ownerIds.toArray()));
            statement.setArray(2, connection.createArrayOf("uuid", taskIds.toArray()));
            statement.setArray(3, connection.createArrayOf("bigint", versions.toArray()));
            statement.setArray(4, connection.createArrayOf("timestamptz", ends.toArray()));
            statement.executeUpdate();
        }
    }

    private void writeLifecycles(Connection connection, Collection<OwnerAnalytics> owners) throws SQLException {
        List<Object> ownerIds = new ArrayList<>();
        List<Object> taskIds = new ArrayList<>();
        for (OwnerAnalytics owner : owners) {
            owner.closings().forEach(closing -> {
                ownerIds.add(owner.ownerId());
                taskIds.add(closing.taskId());
            });
        }
        if (!ownerIds.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement("delete from " + table("fct_task_lifecycle")
                    + " l using unnest(?::uuid[], ?::uuid[]) as e(owner_id, task_id)"
                    + " where l.owner_id = e.owner_id and l.task_id = e.task_id")) {
                statement.setArray(1, connection.createArrayOf("uuid", ownerIds.toArray()));
                statement.setArray(2, connection.createArrayOf("uuid", taskIds.toArray()));
                statement.executeUpdate();
            }
        }
        copy(connection, "fct_task_lifecycle (" + TASK_COLUMNS + ", updated_at)", rows -> {
            for (OwnerAnalytics owner : owners) {
                for (TaskFlow task : owner.tasks()) {
                    task(rows, task).instant(task.task().updatedAt()).end();
                }
            }
        });
    }

    private void writeDays(Connection connection, Collection<OwnerAnalytics> owners) throws SQLException {
        Columns.batch(
                connection,
                "delete from " + table("fct_task_daily") + " where owner_id = ? and day = ?",
                owners.stream().filter(owner -> owner.replacedDay() != null).toList(),
                (statement, owner) -> {
                    statement.setObject(1, owner.ownerId());
                    statement.setObject(2, owner.replacedDay());
                });
        copy(connection, "fct_task_daily (owner_id, day, " + DailyRow.COLUMNS + ")", rows -> {
            for (OwnerAnalytics owner : owners) {
                for (DailyRow day : owner.days()) {
                    rows.value(day.ownerId()).value(day.day());
                    for (int i = 0; i < DailyRow.FIGURES; i++) {
                        rows.value(day.figure(i));
                    }
                    rows.end();
                }
            }
        });
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
                "update " + table("dim_task") + " set name = null, description = null, tags = null" + which,
                "update " + table("fct_task_lifecycle") + " set name = null, description = null, tags = null" + which,
                "update " + table("fct_task_event") + " set from_value = null, to_value = null" + which
                        + " and type in ('task.created', 'task.renamed', 'task.tags_changed')")) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, ownerId);
                statement.setArray(2, connection.createArrayOf("uuid", taskIds.toArray()));
                statement.executeUpdate();
            }
        }
    }

    private static CopyRows task(CopyRows rows, TaskFlow flow) {
        return rows.value(flow.owner())
                .value(flow.id())
                .value(flow.task().version())
                .value(flow.position())
                .value(flow.task().name())
                .value(flow.task().description())
                .texts(flow.task().tags())
                .value(flow.task().status().wire())
                .value(flow.task().priority().wire())
                .instant(flow.task().dueDate())
                .instant(flow.task().createdAt())
                .instant(flow.firstStartedAt())
                .instant(flow.statusSince())
                .instant(flow.task().completedAt())
                .instant(flow.task().deletedAt())
                .value(flow.reopened())
                .value(flow.rescheduled())
                .value(flow.hours().notStarted())
                .value(flow.hours().inProgress())
                .value(flow.hours().blocked())
                .value(flow.hours().completed())
                .value(flow.leadHours())
                .value(flow.cycleHours());
    }

    private static void change(CopyRows rows, TaskChangeRow change) throws SQLException {
        rows.value(change.ownerId())
                .value(change.position())
                .value(change.taskId())
                .value(change.version())
                .instant(change.changedAt())
                .value(change.day())
                .value(change.type())
                .value(change.fromValue())
                .value(change.toValue())
                .value(change.actor())
                .value(change.correlationId())
                .value(change.causationId())
                .value(change.chatSessionId())
                .value(change.executionId())
                .value(wire(change.statusFrom()))
                .value(wire(change.statusTo()))
                .value(change.flow() == null ? null : change.flow().wire())
                .value(change.firstStart())
                .end();
    }

    private static @Nullable String wire(behflow.api.task.@Nullable TaskStatus status) {
        return status == null ? null : status.wire();
    }

    private interface Rows {
        void add(CopyRows rows) throws SQLException;
    }

    private void copy(Connection connection, String target, Rows rows) throws SQLException {
        CopyRows copy = new CopyRows(connection, table(target));
        try {
            rows.add(copy);
            copy.finish();
        } finally {
            copy.cancel();
        }
    }
}
