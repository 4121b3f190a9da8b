package behflow.api.process.query;

import behflow.api.process.RunCause;
import behflow.api.process.RunCounts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rule would have done in the past. Each firing looks at the tasks as they were then; what an earlier firing would have
 * changed is not among that, except that nothing is made or sent twice.
 *
 * @param until    how far it came: {@code to}, or less where a bound was met
 * @param events   how many events of the log it looked at
 * @param fired    how often it would have run
 * @param rested   how often its trigger would have decided against, by {@link Decision.Outcome#wire()}
 * @param firings  each run, in order
 * @param complete whether it came to {@code to} and lists everything
 * @param message  one plain sentence
 */
public record Backtest(
        Instant from,
        Instant to,
        Instant until,
        long events,
        long fired,
        Map<String, Long> rested,
        List<Firing> firings,
        boolean complete,
        String message) {

    /**
     * One run that would have taken place.
     *
     * @param at        when
     * @param condition what the condition evaluated to; null where there is none
     * @param changes   exactly what it would have changed
     * @param result    figures, for actions that answer something
     * @param message   one plain sentence
     */
    public record Firing(
            Instant at,
            RunCause cause,
            @Nullable Boolean condition,
            List<PlannedChange> changes,
            RunCounts counts,
            Map<String, Object> result,
            String message) {}
}
