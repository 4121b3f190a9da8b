package behflow.command.process.execution;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.task.TaskChange;
import behflow.api.task.TaskState;
import behflow.api.task.command.ChangeTask;
import behflow.command.process.action.Effect;
import behflow.command.process.action.Verdict;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run that acts: each change a command of its own, a few of them at a time, and each decided again by what it changes. */
final class LiveRun extends PresentRun {

    private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(2);
    private static final int JUDGEMENTS = 5;

    private final Origin origin;
    private final Tally tally;
    private final Set<UUID> before;
    private final Pipe pipe;
    private long reported = System.nanoTime();

    /** @param before what the run has changed already, on another node or on this one: it is left as it is */
    LiveRun(
            RunContext context,
            Messenger messenger,
            EventLog log,
            RunControl control,
            Origin origin,
            Tally tally,
            Set<UUID> before,
            Executor executor) {
        super(context, messenger, log, control);
        this.origin = origin;
        this.tally = tally;
        this.before = before;
        this.pipe = new Pipe(executor);
    }

    @Override
    void examined() {
        tally.examine();
    }

    @Override
    void judged(TaskState task, Verdict verdict, Function<TaskState, Verdict> judge) {
        if (before.contains(task.taskId())) {
            return;
        }
        if (verdict instanceof Verdict.Leave leave) {
            tally.skip(task.taskId(), leave.reason());
        } else if (verdict instanceof Verdict.Change change) {
            pipe.submit(() -> change(task, change.change(), judge));
            progress();
        }
    }

    @Override
    public void effect(Effect effect) {
        if (effect.done().getAsBoolean()) {
            if (!before.contains(effect.command().aggregateId())) {
                tally.skip(effect.taskId(), "It was done before.");
            }
            return;
        }
        pipe.submit(() -> apply(effect));
        progress();
    }

    /** Waits until all that was begun is done. */
    void flush() {
        pipe.flush();
    }

    /** Waits until nothing is under way, however it ended, but no longer than that. */
    void settle(Duration limit) {
        pipe.settle(limit);
    }

    private void change(TaskState seen, TaskChange change, Function<TaskState, Verdict> judge) {
        UUID taskId = seen.taskId();
        TaskState task = seen;
        TaskChange wanted = change;
        for (int judgement = 1; judgement <= JUDGEMENTS; judgement++) {
            if (TaskDiff.of(task, wanted).isEmpty()) {
                tally.skip(taskId, "It is like that already.");
                return;
            }
            if (sent(new ChangeTask(taskId, ownerId(), wanted, task.version()), taskId)) {
                return;
            }
            TaskState fresh = findTask(taskId);
            if (fresh == null || fresh.deleted()) {
                tally.skip(taskId, "It was deleted meanwhile.");
                return;
            }
            Verdict verdict = judge.apply(fresh);
            if (!(verdict instanceof Verdict.Change again)) {
                tally.skip(
                        taskId,
                        verdict instanceof Verdict.Leave leave
                                ? leave.reason()
                                : "It was changed meanwhile, and no longer matches.");
                return;
            }
            task = fresh;
            wanted = again.change();
        }
        tally.fail(taskId, "It was changed by others too often meanwhile.");
    }

    /** False where the task is not as it was seen. */
    private boolean sent(ChangeTask command, UUID taskId) {
        try {
            messenger().patiently(control(), () -> messenger().send(command, origin));
            tally.change();
            return true;
        } catch (RejectedException e) {
            if (e.code() == RejectionCode.PRECONDITION_FAILED || e.code() == RejectionCode.NOT_FOUND) {
                return false;
            }
            failed(taskId, e);
            return true;
        } catch (ConcurrencyException e) {
            return false;
        }
    }

    private void apply(Effect effect) {
        try {
            messenger().patiently(control(), () -> messenger().send(effect.command(), origin));
            tally.change();
        } catch (RejectedException e) {
            if (e.code() == RejectionCode.NOT_FOUND) {
                tally.skip(effect.taskId(), "It was deleted meanwhile.");
            } else if (e.code() == RejectionCode.PRECONDITION_FAILED) {
                tally.skip(effect.taskId(), "It was changed meanwhile.");
            } else {
                failed(effect.taskId(), e);
            }
        } catch (ConcurrencyException e) {
            // Someone made it first: another node that has this run, for all that is left to be known.
            tally.skip(effect.taskId(), "It was done before.");
        }
    }

    private void failed(@Nullable UUID taskId, RejectedException e) {
        if (e.code() == RejectionCode.UNAVAILABLE) {
            throw e;
        }
        LOG.info("Run {} could not change {}: {}", executionId(), taskId, e.code());
        tally.fail(taskId, e.detail());
    }

    private void progress() {
        if (System.nanoTime() - reported > PROGRESS_EVERY.toNanos()) {
            reported = System.nanoTime();
            ExecutionCommand.Progress progress =
                    new ExecutionCommand.Progress(executionId(), tally.counts(), tally.drain());
            messenger().patiently(control(), () -> messenger().send(progress, origin));
        }
    }
}
