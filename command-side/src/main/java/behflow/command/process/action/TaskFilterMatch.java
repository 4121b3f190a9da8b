package behflow.command.process.action;

import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.query.SearchWord;
import behflow.api.task.query.TaskFilter;
import java.util.List;

/** The predicates of the list of tasks, on one state: for judging a task again, and for the past. */
public final class TaskFilterMatch {

    private TaskFilterMatch() {}

    public static boolean matches(TaskFilter filter, TaskState task) {
        return filter.deleted() == task.deleted()
                && (filter.statuses().isEmpty() || filter.statuses().contains(task.status()))
                && (filter.priorities().isEmpty() || filter.priorities().contains(task.priority()))
                && (filter.tags().isEmpty()
                        || task.tags() != null && task.tags().containsAll(filter.tags()))
                && due(filter, task)
                && text(filter, task);
    }

    private static boolean due(TaskFilter filter, TaskState task) {
        boolean asked = filter.dueBefore() != null || filter.dueAfter() != null || filter.overdueAt() != null;
        if (!asked) {
            return true;
        }
        if (task.dueDate() == null) {
            return false;
        }
        return (filter.dueBefore() == null || task.dueDate().isBefore(filter.dueBefore()))
                && (filter.dueAfter() == null || task.dueDate().isAfter(filter.dueAfter()))
                && (filter.overdueAt() == null
                        || task.dueDate().isBefore(filter.overdueAt()) && task.status() != TaskStatus.COMPLETED);
    }

    private static boolean text(TaskFilter filter, TaskState task) {
        List<SearchWord> words = filter.text() == null ? List.of() : SearchWord.of(filter.text());
        if (words.isEmpty()) {
            return true;
        }
        if (task.name() == null || task.description() == null) {
            return false;
        }
        String text = SearchWord.lower(task.name() + " " + task.description());
        return words.stream().allMatch(word -> word.pattern().matcher(text).find());
    }
}
