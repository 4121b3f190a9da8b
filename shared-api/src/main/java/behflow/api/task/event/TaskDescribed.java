package behflow.api.task.event;

import behflow.api.kernel.StoredAs;
import org.jspecify.annotations.Nullable;

/** Another description, "" for none; null where erased. */
@StoredAs(
        value = "task.described",
        personal = {"from", "to"})
public record TaskDescribed(@Nullable String from, @Nullable String to) implements TaskEvent {}
