package behflow.api.audit;

import behflow.api.kernel.RecordedEvent;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an undo does to one field of one task. Values are as {@link TaskAspect#of} gives them; of {@code deleted} before the
 * task was created it is null.
 *
 * @param taskId null where what is irreversible was about no task
 * @param field  {@link TaskAspect#wire()}, or {@link Irreversible#irreversibleField()}
 * @param before ahead of the cause's first write
 * @param after  of the cause's last write
 * @param now    at the position of the report, ahead of the undo
 * @param tags   for {@code tags}: which of them this outcome is about; else null
 * @param by     the later write by someone else, where there is one
 */
public record UndoneField(
        @Nullable UUID taskId,
        String field,
        Outcome outcome,
        @Nullable Object before,
        @Nullable Object after,
        @Nullable Object now,
        @Nullable List<String> tags,
        @Nullable RecordedEvent by) {}
