package behflow.command.process.action;

import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.query.TaskFilter;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

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

    /** Every word begins a word; in scripts that put no space between words, it stands anywhere. */
    private static boolean text(TaskFilter filter, TaskState task) {
        if (filter.text() == null || filter.text().isBlank()) {
            return true;
        }
        if (task.name() == null || task.description() == null) {
            return false;
        }
        String text = (task.name() + " " + task.description()).toLowerCase(Locale.ROOT);
        return Arrays.stream(filter.text().strip().split("\\s+"))
                .allMatch(word ->
                        wordStart(word.toLowerCase(Locale.ROOT)).matcher(text).find());
    }

    private static Pattern wordStart(String word) {
        int first = word.codePointAt(0);
        boolean bounded = Character.isLetterOrDigit(first) && !Character.isIdeographic(first);
        return Pattern.compile((bounded ? "(?<![\\p{L}\\p{N}_])" : "") + Pattern.quote(word));
    }
}
