package behflow.api.audit.query;

import behflow.api.audit.FieldChange;
import behflow.api.audit.TaskAspect;
import behflow.api.kernel.RecordedEvent;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the states at two positions of one log. A field that differs stands once, with its values at both, and
 * under the cause that wrote it last; applied to the first state, all of them together give the second.
 *
 * <p>In pages of tasks, in the order in which they were first changed: a cause stands on every page that has one of its tasks.
 *
 * @param from       position
 * @param to         position
 * @param causes     in the order of their last write among these
 * @param nextCursor opaque; null on the last page
 */
public record Changes(
        long from, long to, List<ByCause> causes, @Nullable String nextCursor) {

    /**
     * @param last the cause's last event among those that made these differences: who, why and when
     */
    public record ByCause(UUID correlationId, RecordedEvent last, List<OfTask> tasks) {}

    /**
     * @param name    of the task at the second position; null where erased
     * @param changes in the order of {@link TaskAspect}
     */
    public record OfTask(UUID taskId, @Nullable String name, Map<TaskAspect, FieldChange> changes) {}
}
