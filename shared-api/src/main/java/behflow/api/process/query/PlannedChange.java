package behflow.api.process.query;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a run would change, or would have changed.
 *
 * @param taskId null where it concerns no task
 */
public record PlannedChange(@Nullable UUID taskId, Map<String, FieldChange> changes) {}
