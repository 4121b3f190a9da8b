package behflow.command.process.execution;

import behflow.api.kernel.AggregateCommand;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.api.process.ExecutionState;
import behflow.api.process.FailureReason;
import behflow.api.process.ProcessState;
import behflow.api.process.RunCause;
import behflow.api.process.RunCounts;
import behflow.api.process.event.ExecutionEvent;
import behflow.api.process.query.Decision;
import behflow.api.process.query.FindExecution;
import behflow.api.process.query.FindProcess;
import behflow.api.process.query.ProcessView;
import behflow.command.kernel.Together;
import behflow.command.process.OwnerZones;
import behflow.command.process.action.Actions;
import behflow.command.process.action.ProcessAction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
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

    /** What takes longer is to be seen while it goes on. */
    private static final Duration BRIEF = Duration.ofMillis(500);

    /** So long a run that fails waits for its steps that are under way: longer than a transaction may take. */
    private static final Duration SETTLE = Duration.ofSeconds(30);

    /** As {@link #SETTLE}, of a node that stops. */
    private static final Duration SETTLE_AND_STOP = Duration.ofSeconds(3);

    /** What is said of a run that was cancelled while it waited. */
    private static final String NOT_BEGUN = "Cancelled before it began.";

    private static final String DISABLED = "The account was disabled.";

    private final Messenger messenger;
    private final EventLog log;
    private final ProcessVersions versions;
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
        this.versions = new ProcessVersions(log);
        this.actions = actions;
        this.zones = zones;
        this.decisions = decisions;
        this.clock = clock;
        this.executor = executor;
        this.meters = meters;
    }

    /**
     * What became of a run.
     *
     * @param ended  as it ended; null where it never began: the process is gone, or a newer run took its place
     * @param inLine whether its row is still to be removed
     */
    record Outcome(@Nullable ExecutionState ended, boolean inLine) {}

    Outcome run(ClaimedRun claimed, RunControl control) {
        RunRequest request = claimed.request();
        Origin origin = origin(request);
        // How a run begins and ends is told whatever has become of it meanwhile; what it does heeds its control.
        RunControl patience = new RunControl();
        ProcessView process = messenger.patiently(
                patience,
                () -> messenger.ask(new FindProcess(request.processId(), request.ownerId()), ProcessView.class));
        if (process == null) {
            return new Outcome(gone(request, origin).orElse(null), true);
        }
        boolean triggered = request.cause().kind() != RunCause.Kind.MANUAL;
        if (claimed.disabled() && triggered) {
            return new Outcome(disabled(request, process.state(), origin).orElse(null), true);
        }
        if (claimed.cancel() && claimed.attempt() == 1) {
            return new Outcome(replaced(request, process.state(), origin).orElse(null), true);
        }
        if (claimed.attempt() == 1 && triggered) {
            Optional<ExecutionState> whole = brief(request, process.state(), origin, control);
            if (whole.isPresent()) {
                return new Outcome(whole.get(), false);
            }
        }
        return new Outcome(stepByStep(claimed, process.state(), origin, control, patience), true);
    }

    private ExecutionState stepByStep(
            ClaimedRun claimed, ProcessState process, Origin origin, RunControl control, RunControl patience) {
        RunRequest request = claimed.request();
        ExecutionState state = start(request, process, origin, patience);
        if (!state.running()) {
            return state;
        }
        if (claimed.attempt() > ATTEMPTS) {
            return fail(
                    state, FailureReason.NODE_LOST, "The nodes that ran it stopped before it was done.", null, origin);
        }
        if (claimed.attempt() > 1) {
            send(new ExecutionCommand.Resume(request.executionId(), claimed.attempt()), origin, patience);
        }
        return act(request, followed(process, state, patience), state, origin, control);
    }

    /** The process as it was when the run began, or was asked for by hand. */
    private ProcessState followed(ProcessState process, ExecutionState state, RunControl patience) {
        return process.version() == state.ruleVersion()
                ? process
                : messenger
                        .patiently(patience, () -> versions.upTo(process.processId(), state.ruleVersion()))
                        .orElse(process);
    }

    /**
     * A run of a few changes that nobody waits for is stored as one: with its beginning and its end, and its place in line.
     *
     * @return empty where it is longer than that, or does not go smoothly: nothing has happened, and it is to go step by step
     */
    private Optional<ExecutionState> brief(
            RunRequest request, ProcessState process, Origin origin, RunControl control) {
        control.limit(BRIEF);
        try {
            BriefRun run = new BriefRun(context(request, process, clock.instant(), control), messenger, log, control);
            actions.find(process.rule().action())
                    .orElseThrow(RejectedException::notFound)
                    .run(run);
            control.check();
            List<AggregateCommand> commands = new ArrayList<>();
            commands.add(new ExecutionCommand.Begin(beginning(request, process)));
            run.steps().stream()
                    .sorted(Comparator.comparing(AggregateCommand::aggregateId))
                    .forEach(commands::add);
            commands.add(new ExecutionCommand.Succeed(
                    request.executionId(),
                    run.tally().sentence(),
                    run.tally().counts(),
                    run.tally().drain(),
                    run.result()));
            ExecutionState ended =
                    messenger.send(new Together(commands, RunTable.removal(request.executionId())), origin);
            meters.ended(ended);
            return Optional.of(ended);
        } catch (BriefRun.LongerException e) {
            return Optional.empty();
        } catch (RunStopped e) {
            if (e.reason().failure() == null) {
                throw e;
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.debug("Run {} goes step by step", request.executionId(), e);
            return Optional.empty();
        }
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
        return send(beginning(request, process), origin, control);
    }

    private static ExecutionCommand.Start beginning(RunRequest request, ProcessState process) {
        return new ExecutionCommand.Start(
                request.executionId(),
                request.processId(),
                process.rule().action(),
                process.version(),
                request.cause(),
                request.condition());
    }

    /** Ends a run that waits. */
    ExecutionState cancelled(ExecutionState run, Origin origin) {
        return fail(run, FailureReason.CANCELLED, notBegun(run), null, origin);
    }

    private ExecutionState act(
            RunRequest request, ProcessState process, ExecutionState state, Origin origin, RunControl control) {
        Set<UUID> before = changedBefore(request.ownerId(), request.executionId());
        Tally tally = new Tally(before.size());
        control.limit(Duration.parse(process.rule().timeLimit()));
        LiveRun run = null;
        try {
            control.check();
            ProcessAction action =
                    actions.find(process.rule().action()).orElseThrow(() -> RejectedException.notFound());
            // The same time on each node that has it; one that only waited until now is of now.
            Instant now = before.isEmpty() ? clock.instant() : state.startedAt();
            RunContext context = context(request, process, now, control);
            run = new LiveRun(context, messenger, log, control, origin, tally, before, executor);
            action.run(run);
            run.flush();
        } catch (RunStopped e) {
            settle(run, control);
            if (e.reason().failure() == null) {
                throw e;
            }
            return fail(state, e.reason().failure(), e.reason().message(), tally, origin);
        } catch (RejectedException e) {
            settle(run, control);
            return fail(state, FailureReason.ERROR, e.detail(), tally, origin);
        } catch (RuntimeException e) {
            settle(run, control);
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

    /**
     * Nothing happens after a run's end, and its counts are of all that did.
     *
     * @throws RunStopped where another node has it meanwhile, which is to say how it ends
     */
    private static void settle(@Nullable LiveRun run, RunControl control) {
        if (run != null) {
            run.settle(control.stopped() == RunStopped.Reason.SHUTDOWN ? SETTLE_AND_STOP : SETTLE);
        }
        if (control.stopped() == RunStopped.Reason.LOST) {
            throw new RunStopped(RunStopped.Reason.LOST);
        }
    }

    private RunContext context(RunRequest request, ProcessState process, Instant now, RunControl control) {
        return new RunContext(
                request.ownerId(),
                request.processId(),
                request.executionId(),
                request.cause(),
                now,
                messenger.patiently(control, () -> zone(process, request.ownerId())),
                process.rule().parameters());
    }

    private Optional<ExecutionState> replaced(RunRequest request, ProcessState process, Origin origin) {
        return begun(request, process, origin)
                .map(run -> over(run, FailureReason.CANCELLED, notBegun(run), origin))
                .or(() -> neverWas(
                        request,
                        Decision.Outcome.REPLACED,
                        "A newer run took the place of run %s, which had not begun.".formatted(request.executionId())));
    }

    private Optional<ExecutionState> disabled(RunRequest request, ProcessState process, Origin origin) {
        return begun(request, process, origin)
                .map(run -> over(run, FailureReason.CANCELLED, DISABLED, origin))
                .or(() -> neverWas(request, Decision.Outcome.DISABLED, DISABLED));
    }

    private Optional<ExecutionState> gone(RunRequest request, Origin origin) {
        ProcessState process = messenger
                .patiently(new RunControl(), () -> versions.last(request.processId()))
                .orElse(null);
        return begun(request, process, origin)
                .map(run -> over(run, FailureReason.GONE, "The process was deleted meanwhile.", origin))
                .or(() -> neverWas(request, Decision.Outcome.GONE, "The process was deleted before the run began."));
    }

    /**
     * A run that is to end. By hand it begins here, unless it has: who asked has its id, or is about to make it begin. Else it
     * has begun or never was.
     */
    private Optional<ExecutionState> begun(RunRequest request, @Nullable ProcessState process, Origin origin) {
        if (process != null && request.cause().kind() == RunCause.Kind.MANUAL) {
            return Optional.of(start(request, process, origin, new RunControl()));
        }
        return Optional.ofNullable(messenger.patiently(
                new RunControl(), () -> messenger.ask(new FindExecution(request.executionId()), ExecutionState.class)));
    }

    private ExecutionState over(ExecutionState run, FailureReason reason, String message, Origin origin) {
        return run.running() ? fail(run, reason, message, null, origin) : run;
    }

    private Optional<ExecutionState> neverWas(RunRequest request, Decision.Outcome outcome, String reason) {
        decisions.record(request.ownerId(), request.processId(), request.cause(), outcome, reason);
        return Optional.empty();
    }

    /** Ends a run that no node has. */
    ExecutionState stranded(ExecutionState run, Origin origin) {
        return fail(run, FailureReason.NODE_LOST, "It was cut off, and no node goes on with it.", null, origin);
    }

    /** What is said of a run that is cancelled while it waits: another node may have had it before. */
    private String notBegun(ExecutionState run) {
        return changedBefore(run.ownerId(), run.executionId()).isEmpty() ? NOT_BEGUN : "Cancelled.";
    }

    /** Of a run that this node does not carry out: its last progress may not have been told. */
    private RunCounts counts(ExecutionState run) {
        long changed = changedBefore(run.ownerId(), run.executionId()).size();
        RunCounts told = run.counts();
        return new RunCounts(
                Math.max(told.examined(), changed), Math.max(told.changed(), changed), told.skipped(), told.failed());
    }

    /** What the run has changed or made: on another node, or on this one before it was handed back. */
    private Set<UUID> changedBefore(UUID ownerId, UUID executionId) {
        Set<UUID> subjects = new HashSet<>();
        long position = 0;
        List<RecordedEvent> events;
        do {
            long after = position;
            events = messenger.patiently(new RunControl(), () -> log.readCause(ownerId, executionId, after, PAGE));
            for (RecordedEvent event : events) {
                if (!(event.payload() instanceof ExecutionEvent)) {
                    subjects.add(event.subjectId());
                }
                position = event.position();
            }
        } while (events.size() == PAGE);
        return subjects;
    }

    private ExecutionState fail(
            ExecutionState state, FailureReason reason, String message, @Nullable Tally tally, Origin origin) {
        return end(
                new ExecutionCommand.Fail(
                        state.executionId(),
                        reason,
                        message,
                        tally == null ? counts(state) : tally.counts(),
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
