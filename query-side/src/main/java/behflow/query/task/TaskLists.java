package behflow.query.task;

import behflow.api.task.TaskState;
import behflow.api.task.query.TaskFilter;
import behflow.api.task.query.TaskSort;
import behflow.query.kernel.Columns;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The list of tasks, by the same predicates for the present and the past: one statement made of a source (the view, or rows
 * of the past in its shape), the filter's predicates, the sort's order and the page's place in it. Rows are read by JDBC:
 * Hibernate took more time for a list's than everything else in its request together.
 */
@Component
class TaskLists {

    private static final String PRIORITY_RANK = "array_position(array['low', 'medium', 'high', 'urgent'], t.priority)";

    /** Those of {@code task_view}, by name: its row type is another after a rebuild, and sessions keep statements for long. */
    private static final String COLUMNS = "(task_id uuid, owner_id uuid, version bigint, name text, description text,"
            + " status text, priority text, due_date timestamptz, tags text[], created_at timestamptz,"
            + " updated_at timestamptz, completed_at timestamptz, deleted_at timestamptz)";

    /**
     * Goes ahead of a page in the index's order, in the same round trip and transaction. A plan is kept, and where it was made
     * while users had few tasks it reads and sorts all of them: thirty times as long for the one who has thousands.
     */
    private static final String IN_ORDER = "select set_config('enable_sort', 'off', true); ";

    private final NamedParameterJdbcTemplate jdbc;

    TaskLists(NamedParameterJdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One owner's tasks.
     *
     * @param past  null for the present; else the rows to look among, as a JSON array of {@code task_view} rows
     * @param after null for the first page
     * @param limit null for all
     */
    List<TaskState> list(
            UUID ownerId,
            TaskFilter filter,
            TaskSort sort,
            @Nullable String past,
            @Nullable TaskCursor after,
            @Nullable Integer limit) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        StringBuilder sql = new StringBuilder("select t.task_id, " + TaskRow.COLUMNS + " from ");
        if (past == null) {
            sql.append("task_view t");
        } else {
            sql.append("jsonb_to_recordset(cast(:past as jsonb)) as t").append(COLUMNS);
            parameters.put("past", past);
        }
        sql.append(" where t.owner_id = :owner");
        parameters.put("owner", ownerId);
        sql.append(filter.deleted() ? " and t.deleted_at is not null" : " and t.deleted_at is null");
        TaskPredicates.of(filter, parameters).forEach(p -> sql.append(" and ").append(p));
        if (after != null) {
            sql.append(" and ").append(place(sort, after, parameters));
        }
        sql.append(" order by ").append(order(sort));
        if (limit != null) {
            // Not a parameter: with the number in its text the statement's plan is kept.
            sql.append(" limit ").append(limit.intValue());
        }
        parameters.replaceAll((name, value) -> value instanceof Instant instant ? Columns.utc(instant) : value);
        if (past == null && limit != null && sort.key() == TaskSort.Key.CREATED_AT) {
            return jdbc.execute(IN_ORDER + sql, parameters, TaskLists::second);
        }
        return jdbc.query(sql.toString(), parameters, (row, number) -> TaskRow.read(row));
    }

    /** The rows of the second of two statements. */
    private static List<TaskState> second(PreparedStatement statements) throws SQLException {
        statements.execute();
        if (!statements.getMoreResults()) {
            throw new SQLException("A list without its rows");
        }
        List<TaskState> tasks = new ArrayList<>();
        try (ResultSet rows = statements.getResultSet()) {
            while (rows.next()) {
                tasks.add(TaskRow.read(rows));
            }
        }
        return tasks;
    }

    private static String key(TaskSort sort) {
        return switch (sort.key()) {
            case CREATED_AT -> "t.created_at";
            case UPDATED_AT -> "t.updated_at";
            case DUE_DATE -> "t.due_date";
            case PRIORITY -> PRIORITY_RANK;
        };
    }

    private static String order(TaskSort sort) {
        String direction = sort.descending() ? " desc" : " asc";
        String nulls = sort.key() == TaskSort.Key.DUE_DATE ? " nulls last" : "";
        return key(sort) + direction + nulls + ", t.task_id" + direction;
    }

    /** Beyond the last row of the page before, in the order of {@link #order}. */
    private static String place(TaskSort sort, TaskCursor after, Map<String, Object> parameters) {
        String beyond = sort.descending() ? " < " : " > ";
        parameters.put("afterId", after.taskId());
        if (after.key() == null) {
            return "(t.due_date is null and t.task_id" + beyond + ":afterId)";
        }
        parameters.put("afterKey", after.key());
        String place = "(" + key(sort) + ", t.task_id)" + beyond + "(:afterKey, :afterId)";
        return sort.key() == TaskSort.Key.DUE_DATE ? "(t.due_date is null or " + place + ")" : place;
    }
}
