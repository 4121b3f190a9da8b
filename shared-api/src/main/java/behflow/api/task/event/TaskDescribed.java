package behflow.api.task.event;

import behflow.api.kernel.StoredAs;
import org.jspecify.annotations.Nullable;

/** Another description, "" for none; null where erased. */
@StoredAs("task.described")
public record TaskDescribed(@Nullable String from, @Nullable String to) implements TaskEvent {}
