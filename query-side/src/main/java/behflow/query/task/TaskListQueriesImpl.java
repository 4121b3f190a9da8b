package behflow.query.task;

import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.query.TaskFilter;
import behflow.api.task.query.TaskSort;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the one statement: a source (the view, or rows of the past in its shape), the filter's predicates, the sort's order
 * and the page's place in it.
 */
class TaskListQueriesImpl implements TaskListQueries {

    private static final String PRIORITY_RANK = "array_position(array['low', 'medium', 'high', 'urgent'], t.priority)";

    @PersistenceContext
    private EntityManager entityManager;

    @Override
    @SuppressWarnings("unchecked")
    public List<TaskState> list(
            UUID ownerId,
            TaskFilter filter,
            TaskSort sort,
            @Nullable String past,
            @Nullable TaskCursor after,
            @Nullable Integer limit) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        StringBuilder sql = new StringBuilder("select t.* from ");
        if (past == null) {
            sql.append("task_view t");
        } else {
            sql.append("jsonb_populate_recordset(null\\:\\:task_view, cast(:past as jsonb)) t");
            parameters.put("past", past);
        }
        sql.append(" where t.owner_id = :owner");
        parameters.put("owner", ownerId);
        predicates(filter, parameters).forEach(p -> sql.append(" and ").append(p));
        if (after != null) {
            sql.append(" and ").append(place(sort, after, parameters));
        }
        sql.append(" order by ").append(order(sort));
        if (limit != null) {
            // Not a parameter: with the number in its text the statement's plan is kept, not made again for each
            // request.
            sql.append(" limit ").append(limit.intValue());
        }
        Query query = entityManager.createNativeQuery(sql.toString(), TaskViewEntity.class);
        parameters.forEach(query::setParameter);
        return ((List<TaskViewEntity>) query.getResultList())
                .stream().map(TaskViewEntity::state).toList();
    }

    private static List<String> predicates(TaskFilter filter, Map<String, Object> parameters) {
        List<String> predicates = new ArrayList<>();
        predicates.add(filter.deleted() ? "t.deleted_at is not null" : "t.deleted_at is null");
        if (!filter.statuses().isEmpty()) {
            predicates.add("t.status = any (:statuses)");
            parameters.put(
                    "statuses", filter.statuses().stream().map(TaskStatus::wire).toArray(String[]::new));
        }
        if (!filter.priorities().isEmpty()) {
            predicates.add("t.priority = any (:priorities)");
            parameters.put(
                    "priorities",
                    filter.priorities().stream().map(Priority::wire).toArray(String[]::new));
        }
        if (!filter.tags().isEmpty()) {
            predicates.add("t.tags @> cast(:tags as text[])");
            parameters.put("tags", filter.tags().toArray(String[]::new));
        }
        if (filter.text() != null) {
            int number = 0;
            for (String word : filter.text().strip().split("\\s+")) {
                String name = "word" + number++;
                predicates.add("lower(t.name || ' ' || t.description) ~ :" + name);
                parameters.put(name, wordStart(word));
            }
        }
        if (filter.dueBefore() != null) {
            predicates.add("t.due_date < :dueBefore");
            parameters.put("dueBefore", filter.dueBefore());
        }
        if (filter.dueAfter() != null) {
            predicates.add("t.due_date > :dueAfter");
            parameters.put("dueAfter", filter.dueAfter());
        }
        if (filter.overdueAt() != null) {
            predicates.add("t.due_date < :overdueAt and t.status <> 'completed'");
            parameters.put("overdueAt", filter.overdueAt());
        }
        return predicates;
    }

    /** A regular expression for a word that begins so; in scripts that put no space between words, for the text anywhere. */
    private static String wordStart(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        StringBuilder expression = new StringBuilder();
        int first = lower.codePointAt(0);
        if (Character.isLetterOrDigit(first) && !Character.isIdeographic(first)) {
            expression.append("\\m");
        }
        lower.codePoints().forEach(c -> {
            if (c < 128 && !Character.isLetterOrDigit(c)) {
                expression.append('\\');
            }
            expression.appendCodePoint(c);
        });
        return expression.toString();
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
