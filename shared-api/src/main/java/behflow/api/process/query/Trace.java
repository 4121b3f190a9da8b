package behflow.api.process.query;

import behflow.api.process.SkippedItem;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of what a run did.
 *
 * @param next where the next stretch begins; null at the end
 */
public record Trace(
        List<Change> changes,
        List<SkippedItem> skips,
        @Nullable Long next) {

    /**
     * One event that the run caused.
     *
     * @param position in the owner's log
     * @param type     the event's dotted name
     * @param changes  by field; text that was erased is null
     */
    public record Change(UUID subjectId, long position, String type, Map<String, FieldChange> changes) {}
}
