package behflow.command.process.execution;

import behflow.api.kernel.Origin;
import behflow.api.process.ExecutionState;
import behflow.api.process.ExecutionStatus;
import behflow.api.process.FailureReason;
import behflow.api.process.ProcessState;
import behflow.api.process.query.Decision;
import behflow.api.process.query.ExecutionPage;
import behflow.api.process.query.FindProcess;
import behflow.api.process.query.ListExecutions;
import behflow.api.process.query.ProcessView;
import behflow.command.process.PauseProcess;
import java.util.Objects;

/** Pauses a process that has failed ten times in a row since it was last changed, and so tells its owner. */
final class FailureWatch {

    private static final int IN_A_ROW = 10;

    private final Messenger messenger;
    private final Decisions decisions;

    FailureWatch(Messenger messenger, Decisions decisions) {
        this.messenger = messenger;
        this.decisions = decisions;
    }

    void ended(ExecutionState run) {
        if (!counts(run)) {
            return;
        }
        ProcessView process = messenger.ask(new FindProcess(run.processId(), run.ownerId()), ProcessView.class);
        if (process == null || process.state().builtIn() || !process.state().active()) {
            return;
        }
        ExecutionPage last = Objects.requireNonNull(
                messenger.ask(new ListExecutions(run.ownerId(), run.processId(), IN_A_ROW, null), ExecutionPage.class),
                "A list of runs is never null");
        boolean allFailed = last.executions().size() == IN_A_ROW
                && last.executions().stream().allMatch(e -> counts(e) && since(process.state(), e));
        if (!allFailed) {
            return;
        }
        ProcessState paused = messenger.send(
                new PauseProcess(
                        run.processId(),
                        IN_A_ROW,
                        run.executionId(),
                        process.state().version()),
                Origin.ofProcess(
                        run.ownerId(), run.executionId(), run.executionId(), run.executionId(), run.executionId(), 1));
        if (paused.paused()) {
            decisions.record(
                    run.ownerId(),
                    run.processId(),
                    run.cause(),
                    Decision.Outcome.PAUSED,
                    "It failed %d times in a row, so nothing starts it until is_active is set to true again."
                            .formatted(IN_A_ROW));
        }
    }

    private static boolean counts(ExecutionState run) {
        return run.status() == ExecutionStatus.FAILED
                && !FailureReason.CANCELLED.wire().equals(run.failure());
    }

    private static boolean since(ProcessState process, ExecutionState run) {
        return run.startedAt().isAfter(process.updatedAt());
    }
}
