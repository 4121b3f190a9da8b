package behflow.api.process.event;

import behflow.api.kernel.StoredAs;
import behflow.api.process.RunCounts;
import behflow.api.process.SkippedItem;
import java.util.List;
import java.util.Map;

/**
 * It is done.
 *
 * @param message one plain sentence
 * @param counts  since its start
 * @param skips   since the event before, with reasons
 * @param result  figures, for actions that answer something; else empty
 */
@StoredAs(
        value = "execution.succeeded",
        personal = {})
public record ExecutionSucceeded(String message, RunCounts counts, List<SkippedItem> skips, Map<String, Object> result)
        implements ExecutionEvent {}
