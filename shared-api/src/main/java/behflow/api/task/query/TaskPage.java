package behflow.api.task.query;

import behflow.api.task.TaskState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param nextCursor opaque; null on the last page */
public record TaskPage(List<TaskState> tasks, @Nullable String nextCursor) {}
