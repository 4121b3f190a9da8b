package behflow.command.process.execution;

import behflow.api.process.RunCounts;
import behflow.api.process.SkippedItem;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a run has done so far. Reasons are kept for the first thousand that were left alone; counts are exact. */
final class Tally {

    private static final int REASONS = 1_000;

    private final List<SkippedItem> fresh = new ArrayList<>();
    private final long changedBefore;
    private long examined;
    private long changed;
    private long skipped;
    private long failed;
    private int reasons;

    /** @param changedBefore by nodes that had the run before */
    Tally(long changedBefore) {
        this.changedBefore = changedBefore;
    }

    synchronized void examine() {
        examined++;
    }

    synchronized void change() {
        changed++;
    }

    synchronized void skip(@Nullable UUID taskId, String reason) {
        skipped++;
        remember(taskId, reason);
    }

    synchronized void fail(@Nullable UUID taskId, String reason) {
        failed++;
        remember(taskId, reason);
    }

    private void remember(@Nullable UUID taskId, String reason) {
        if (reasons < REASONS) {
            reasons++;
            fresh.add(new SkippedItem(taskId, reason));
        }
    }

    synchronized RunCounts counts() {
        return new RunCounts(Math.max(examined, changedBefore + changed), changedBefore + changed, skipped, failed);
    }

    /** Those that were left alone since the last call. */
    synchronized List<SkippedItem> drain() {
        List<SkippedItem> drained = List.copyOf(fresh);
        fresh.clear();
        return drained;
    }

    /** One plain sentence. */
    String sentence() {
        return sentence("item was changed", "items were changed", "left as it was", "left as they were");
    }

    /** One plain sentence on what has not happened. */
    String conjecture() {
        return sentence("item would be changed", "items would be changed", "left as it is", "left as they are");
    }

    private synchronized String sentence(String oneChanged, String manyChanged, String oneLeft, String manyLeft) {
        long all = changedBefore + changed;
        StringBuilder text = new StringBuilder();
        if (all == 0 && skipped == 0 && failed == 0) {
            return "There was nothing to do.";
        }
        text.append("%,d %s".formatted(all, all == 1 ? oneChanged : manyChanged));
        if (skipped > 0) {
            text.append(", %,d %s".formatted(skipped, skipped == 1 ? oneLeft : manyLeft));
        }
        if (failed > 0) {
            text.append(", %,d could not be changed".formatted(failed));
        }
        return text.append('.').toString();
    }
}
