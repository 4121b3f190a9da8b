package behflow.command.process.execution;

import behflow.api.kernel.Origin;
import behflow.api.process.ExecutionState;
import behflow.api.process.query.ExecutionPage;
import behflow.api.process.query.ListRunningExecutions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs that have begun and not ended, and that no node has or will take: in logs that were restored, and where a node died between
 * two steps that are no transaction. They are ended, so that nothing waits for them for ever.
 */
public final class StrandedRuns {

    private static final Logger LOG = LoggerFactory.getLogger(StrandedRuns.class);

    /** Only what began that long ago. */
    private static final Duration AGE = Duration.ofMinutes(1);

    private static final int PAGE = 500;

    private final Messenger messenger;
    private final RunTable table;
    private final ExecutionRunner runner;
    private final Clock clock;

    StrandedRuns(Messenger messenger, RunTable table, ExecutionRunner runner, Clock clock) {
        this.messenger = messenger;
        this.table = table;
        this.runner = runner;
        this.clock = clock;
    }

    /** Ends those that there are. */
    public void end() {
        Instant before = clock.instant().minus(AGE);
        @Nullable String cursor = null;
        do {
            ExecutionPage page = Objects.requireNonNull(
                    messenger.ask(new ListRunningExecutions(before, PAGE, cursor), ExecutionPage.class),
                    "A list of runs is never null");
            // Looked up afterwards: a run has its row until it has ended.
            Set<UUID> inHand = table.among(
                    page.executions().stream().map(ExecutionState::executionId).collect(Collectors.toSet()));
            List<ExecutionState> stranded = page.executions().stream()
                    .filter(run -> !inHand.contains(run.executionId()))
                    .toList();
            stranded.forEach(this::end);
            cursor = page.nextCursor();
        } while (cursor != null);
    }

    private void end(ExecutionState run) {
        UUID id = run.executionId();
        try {
            runner.stranded(run, Origin.ofProcess(run.ownerId(), id, id, id, id, 1));
        } catch (RuntimeException e) {
            LOG.warn("Run {} is no node's, and could not be ended; it is tried again", id, e);
        }
    }
}
