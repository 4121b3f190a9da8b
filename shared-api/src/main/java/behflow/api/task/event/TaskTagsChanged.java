package behflow.api.task.event;

import behflow.api.kernel.StoredAs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Other tags, all of them in order before and after; null where erased. */
@StoredAs(
        value = "task.tags_changed",
        personal = {"from", "to"})
public record TaskTagsChanged(
        @Nullable List<String> from, @Nullable List<String> to) implements TaskEvent {}
