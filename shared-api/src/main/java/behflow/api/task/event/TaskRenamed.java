package behflow.api.task.event;

import behflow.api.kernel.StoredAs;
import org.jspecify.annotations.Nullable;

/** Another name; null where erased. */
@StoredAs(
        value = "task.renamed",
        personal = {"from", "to"})
public record TaskRenamed(@Nullable String from, @Nullable String to) implements TaskEvent {}
