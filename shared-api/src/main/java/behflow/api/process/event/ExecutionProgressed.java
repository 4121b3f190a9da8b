package behflow.api.process.event;

import behflow.api.kernel.StoredAs;
import behflow.api.process.RunCounts;
import behflow.api.process.SkippedItem;
import java.util.List;

/**
 * How far a long run has come.
 *
 * @param counts since its start
 * @param skips  since the event before, with reasons
 */
@StoredAs(
        value = "execution.progressed",
        personal = {})
public record ExecutionProgressed(RunCounts counts, List<SkippedItem> skips) implements ExecutionEvent {}
