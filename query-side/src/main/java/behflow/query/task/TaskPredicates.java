package behflow.query.task;

import behflow.api.task.Priority;
import behflow.api.task.TaskStatus;
import behflow.api.task.query.SearchWord;
import behflow.api.task.query.TaskFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A filter as SQL over rows {@code t} that have the columns of a task; with named parameters. */
public final class TaskPredicates {

    private TaskPredicates() {}

    /**
     * One condition for each part of the filter but {@code deleted}.
     *
     * @param parameters gets their values, by name
     */
    public static List<String> of(TaskFilter filter, Map<String, Object> parameters) {
        List<String> predicates = new ArrayList<>();
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
            for (SearchWord word : SearchWord.of(filter.text())) {
                String name = "word" + number++;
                predicates.add("lower(t.name || ' ' || t.description) ~ :" + name);
                parameters.put(name, word.posix());
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
}
