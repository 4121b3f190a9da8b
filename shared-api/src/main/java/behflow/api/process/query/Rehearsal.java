package behflow.api.process.query;

import behflow.api.process.ExecutionState;
import behflow.api.process.SkippedItem;
import java.util.List;

/**
 * A run that did not take place.
 *
 * @param execution as it would have ended; its id is nobody's
 * @param changes   exactly what it would have changed
 * @param skips     what it would have left alone, and why
 */
public record Rehearsal(ExecutionState execution, List<PlannedChange> changes, List<SkippedItem> skips) {}
