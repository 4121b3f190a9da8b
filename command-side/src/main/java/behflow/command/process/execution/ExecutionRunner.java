package behflow.command.process.execution;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.api.process.ExecutionState;
import behflow.api.process.FailureReason;
import behflow.api.process.ProcessState;
import behflow.api.process.query.Decision;
import behflow.api.process.query.FindExecution;
import behflow.api.process.query.FindProcess;
import behflow.api.process.query.ProcessView;
import behflow.api.task.event.TaskEvent;
import behflow.command.process.OwnerZones;
import behflow.command.process.action.Actions;
import behflow.command.process.action.ProcessAction;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out one run, from its first event to its last. */
final class ExecutionRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionRunner.class);

    /** A run that took so many nodes with it is not tried again. */
    private static final int ATTEMPTS = 3;

    private static final int PAGE = 1_000;

    /** What is said of a run that was cancelled while it waited. */
    static final String NOT_BEGUN = "Cancelled before it began.";

    private final Messenger messenger;
    private final EventLog log;
    private final Actions actions;
    private final OwnerZones zones;
    private final Decisions decisions;
    private final Clock clock;
    private final Executor executor;
    private final RunMeters meters;

    ExecutionRunner(
            Messenger messenger,
            EventLog log,
            Actions actions,
            OwnerZones zones,
            Decisions decisions,
            Clock clock,
            Executor executor,
            RunMeters meters) {
        this.messenger = messenger;
        this.log = log;
        this.actions = actions;
        this.zones = zones;
        this.decisions = decisions;
        this.clock = clock;
        this.executor = executor;
        this.meters = meters;
    }

    /** @return the run as it ended; empty where it never began: the process is gone, or a newer run took its place */
    Optional<ExecutionState> run(ClaimedRun claimed, RunControl control) {
        RunRequest request = claimed.request();
        Origin origin = origin(request);
        // How a run begins and ends is told whatever has become of it meanwhile; what it does heeds its control.
        RunControl patience = new RunControl();
        ProcessView process = messenger.patiently(
                patience,
                () -> messenger.ask(new FindProcess(request.processId(), request.ownerId()), ProcessView.class));
        if (process == null) {
            return gone(request, origin);
        }
        if (claimed.cancel() && claimed.attempt() == 1) {
            return replaced(request, origin);
        }
        ExecutionState state = start(request, process.state(), origin, patience);
        if (!state.running()) {
            return Optional.of(state);
        }
        if (claimed.attempt() > ATTEMPTS) {
            return Optional.of(fail(
                    state, FailureReason.NODE_LOST, "The nodes that ran it stopped before it was done.", null, origin));
        }
        if (claimed.attempt() > 1) {
            send(new ExecutionCommand.Resume(request.executionId(), claimed.attempt()), origin, patience);
        }
        return Optional.of(act(request, process.state(), state, origin, control, claimed.attempt() > 1));
    }

    static Origin origin(RunRequest request) {
        return Origin.ofProcess(
                request.ownerId(),
                request.executionId(),
                request.causationId(),
                request.requestId(),
                request.executionId(),
                request.depth());
    }

    ExecutionState start(RunRequest request, ProcessState process, Origin origin, RunControl control) {
        return send(
                new ExecutionCommand.Start(
                        request.executionId(),
                        request.processId(),
                        process.rule().action(),
                        process.version(),
                        request.cause(),
                        request.condition()),
                origin,
                control);
    }

    /** Ends a run that waits. */
    ExecutionState cancelled(ExecutionState run, String message, Origin origin) {
        return end(
                new ExecutionCommand.Fail(run.executionId(), FailureReason.CANCELLED, message, run.counts(), List.of()),
                origin);
    }

    private ExecutionState act(
            RunRequest request,
            ProcessState process,
            ExecutionState state,
            Origin origin,
            RunControl control,
            boolean resumed) {
        Tally tally = new Tally(resumed ? changedBefore(request) : 0);
        control.limit(Duration.parse(process.rule().timeLimit()));
        LiveRun run = null;
        try {
            control.check();
            ProcessAction action =
                    actions.find(process.rule().action()).orElseThrow(() -> RejectedException.notFound());
            run = new LiveRun(
                    new RunContext(
                            request.ownerId(),
                            request.processId(),
                            request.executionId(),
                            request.cause(),
                            clock.instant(),
                            zone(process, request.ownerId()),
                            process.rule().parameters()),
                    messenger,
                    log,
                    control,
                    origin,
                    tally,
                    executor);
            action.run(run);
            run.flush();
        } catch (RunStopped e) {
            if (e.reason().failure() == null) {
                throw e;
            }
            return fail(state, e.reason().failure(), e.reason().message(), tally, origin);
        } catch (RejectedException e) {
            return fail(state, FailureReason.ERROR, e.detail(), tally, origin);
        } catch (RuntimeException e) {
            LOG.error(
                    "Run {} of {} failed", request.executionId(), process.rule().action(), e);
            return fail(state, FailureReason.ERROR, "An internal error ended the run.", tally, origin);
        }
        if (tally.counts().failed() > 0) {
            return fail(state, FailureReason.INCOMPLETE, tally.sentence(), tally, origin);
        }
        return end(
                new ExecutionCommand.Succeed(
                        request.executionId(), tally.sentence(), tally.counts(), tally.drain(), run.result()),
                origin);
    }

    /** It ends where it has begun for those who asked, else it never was. */
    private Optional<ExecutionState> replaced(RunRequest request, Origin origin) {
        Optional<ExecutionState> begun = Optional.ofNullable(messenger.patiently(
                new RunControl(), () -> messenger.ask(new FindExecution(request.executionId()), ExecutionState.class)));
        if (begun.isEmpty()) {
            decisions.record(
                    request.ownerId(),
                    request.processId(),
                    request.cause(),
                    Decision.Outcome.REPLACED,
                    "A newer run took the place of run %s, which had not begun.".formatted(request.executionId()));
        }
        return begun.map(run -> run.running() ? cancelled(run, NOT_BEGUN, origin) : run);
    }

    private Optional<ExecutionState> gone(RunRequest request, Origin origin) {
        ExecutionState started = messenger.patiently(
                new RunControl(), () -> messenger.ask(new FindExecution(request.executionId()), ExecutionState.class));
        if (started == null) {
            decisions.record(
                    request.ownerId(),
                    request.processId(),
                    request.cause(),
                    Decision.Outcome.GONE,
                    "The process was deleted before the run began.");
            return Optional.empty();
        }
        return Optional.of(
                started.running()
                        ? fail(started, FailureReason.GONE, "The process was deleted meanwhile.", null, origin)
                        : started);
    }

    /** How many tasks the run had changed on nodes that had it before. */
    private long changedBefore(RunRequest request) {
        Set<UUID> tasks = new HashSet<>();
        long position = 0;
        List<RecordedEvent> events;
        do {
            events = log.readCause(request.ownerId(), request.executionId(), position, PAGE);
            for (RecordedEvent event : events) {
                if (event.payload() instanceof TaskEvent) {
                    tasks.add(event.subjectId());
                }
                position = event.position();
            }
        } while (events.size() == PAGE);
        return tasks.size();
    }

    private ExecutionState fail(
            ExecutionState state, FailureReason reason, String message, @Nullable Tally tally, Origin origin) {
        return end(
                new ExecutionCommand.Fail(
                        state.executionId(),
                        reason,
                        message,
                        tally == null ? state.counts() : tally.counts(),
                        tally == null ? List.of() : tally.drain()),
                origin);
    }

    /** The last word of a run is said whatever its time limit. */
    private ExecutionState end(ExecutionCommand command, Origin origin) {
        ExecutionState ended = send(command, origin, new RunControl());
        meters.ended(ended);
        return ended;
    }

    private ExecutionState send(ExecutionCommand command, Origin origin, RunControl control) {
        return messenger.patiently(control, () -> messenger.send(command, origin));
    }

    private ZoneId zone(ProcessState process, UUID ownerId) {
        String zone = process.rule().timezone();
        return zone == null ? zones.of(ownerId) : ZoneId.of(zone);
    }
}
