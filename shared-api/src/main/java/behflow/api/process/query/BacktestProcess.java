package behflow.api.process.query;

import behflow.api.process.ProcessRule;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a rule would have done in the past, without doing it. Answered with a {@link Backtest}. NOT_FOUND and FORBIDDEN as for any
 * process; INVALID where the rule can't be run or the span can't be looked at.
 *
 * @param processId a saved process, by its present rule; null for one that is only proposed
 * @param rule      the proposed one; null for a saved one
 * @param userId    who asks, and whose log it looks at
 * @param from      the first instant
 * @param to        the last one; null for now
 */
public record BacktestProcess(
        @Nullable UUID processId,
        @Nullable ProcessRule rule,
        UUID userId,
        Instant from,
        @Nullable Instant to) {}
