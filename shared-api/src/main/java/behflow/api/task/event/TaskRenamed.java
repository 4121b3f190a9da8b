package behflow.api.task.event;

import behflow.api.kernel.StoredAs;
import org.jspecify.annotations.Nullable;

/** Another name; null where erased. */
@StoredAs("task.renamed")
public record TaskRenamed(@Nullable String from, @Nullable String to) implements TaskEvent {}
