package behflow.api.process.event;

import behflow.api.kernel.StoredAs;
import behflow.api.process.RunCounts;
import behflow.api.process.SkippedItem;
import java.util.List;

/**
 * It ended before it was done; what it had changed stays, and can be undone by its correlation id.
 *
 * @param reason  {@link behflow.api.process.FailureReason#wire()}
 * @param message one plain sentence
 * @param counts  since its start
 * @param skips   since the event before, with reasons
 */
@StoredAs(
        value = "execution.failed",
        personal = {})
public record ExecutionFailed(String reason, String message, RunCounts counts, List<SkippedItem> skips)
        implements ExecutionEvent {}
