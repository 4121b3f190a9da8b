package behflow.command.process.execution;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.process.ExecutionState;
import behflow.api.process.ExecutionStatus;
import behflow.api.process.ProcessState;
import behflow.api.process.RunCause;
import behflow.api.process.command.CancelExecution;
import behflow.api.process.command.ExecuteProcess;
import behflow.api.process.query.Decision;
import behflow.api.process.query.ExecutionPage;
import behflow.api.process.query.FindExecution;
import behflow.api.process.query.FindExecutions;
import behflow.api.process.query.FindProcess;
import behflow.api.process.query.ProcessView;
import behflow.api.process.query.Rehearsal;
import behflow.api.process.query.RehearseProcess;
import behflow.command.process.OwnerZones;
import behflow.command.process.action.Actions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.queryhandling.QueryHandler;

/** Where runs are asked for: by hand here, by schedule and event through {@link #request}. */
public final class ExecutionDesk {

    /** So long a run by hand is waited for before it is answered as running. */
    private static final Duration PATIENCE = Duration.ofMillis(2_500);

    private static final Duration REHEARSAL_LIMIT = Duration.ofSeconds(30);

    private final Messenger messenger;
    private final RunTable table;
    private final RunWorkers workers;
    private final Decisions decisions;
    private final DisabledOwners disabledOwners;
    private final ExecutionRunner runner;
    private final EventLog log;
    private final Actions actions;
    private final OwnerZones zones;
    private final Clock clock;
    private final Executor executor;

    ExecutionDesk(
            Messenger messenger,
            RunTable table,
            RunWorkers workers,
            Decisions decisions,
            DisabledOwners disabledOwners,
            ExecutionRunner runner,
            EventLog log,
            Actions actions,
            OwnerZones zones,
            Clock clock,
            Executor executor) {
        this.messenger = messenger;
        this.table = table;
        this.workers = workers;
        this.decisions = decisions;
        this.disabledOwners = disabledOwners;
        this.runner = runner;
        this.log = log;
        this.actions = actions;
        this.zones = zones;
        this.clock = clock;
        this.executor = executor;
    }

    /**
     * Accepts a run by its process's overlap policy, or records why not. The same request again is still one run.
     *
     * @return empty where it was accepted; else the run that stands in its way
     */
    public Optional<UUID> request(RunRequest request, ProcessState process) {
        RunTable.Acceptance acceptance = accept(request, process);
        settle(acceptance);
        return acceptance instanceof RunTable.Acceptance.Overlaps overlaps
                ? Optional.of(overlaps.running())
                : Optional.empty();
    }

    /**
     * The part of {@link #request} that belongs to the caller's transaction, if it has one: so what led to the request can be
     * marked as done with it. {@link #settle} must follow the commit.
     */
    public RunTable.Acceptance accept(RunRequest request, ProcessState process) {
        return accept(List.of(new Wanted(request, process))).get(0);
    }

    /** A request, and the process that it is to run. */
    public record Wanted(RunRequest request, ProcessState process) {}

    /** As {@link #accept(RunRequest, ProcessState)}, of many requests in a few statements. */
    public List<RunTable.Acceptance> accept(List<Wanted> wanted) {
        List<Wanted> triggered = wanted.stream()
                .filter(one -> one.request().cause().kind() != RunCause.Kind.MANUAL)
                .toList();
        Set<UUID> known = begun(triggered);
        Set<UUID> disabled = disabled(triggered);
        Predicate<Wanted> asks = one -> !known.contains(one.request().executionId())
                && !disabled.contains(one.request().ownerId());
        List<RunTable.Asked> asked = wanted.stream()
                .filter(asks)
                .map(one ->
                        new RunTable.Asked(one.request(), one.process().rule().overlapPolicy()))
                .toList();
        Iterator<RunTable.Acceptance> accepted = asked.isEmpty()
                ? Collections.emptyIterator()
                : table.accept(asked).iterator();
        List<RunTable.Acceptance> acceptances = new ArrayList<>();
        for (Wanted one : wanted) {
            RunTable.Acceptance acceptance;
            if (asks.test(one)) {
                acceptance = accepted.next();
                overlapping(one.request(), acceptance);
            } else if (known.contains(one.request().executionId())) {
                acceptance = new RunTable.Acceptance.Known();
            } else {
                acceptance = new RunTable.Acceptance.Disabled();
                record(one.request(), Decision.Outcome.DISABLED, "The account was disabled.");
            }
            acceptances.add(acceptance);
        }
        return acceptances;
    }

    private Set<UUID> begun(List<Wanted> triggered) {
        if (triggered.isEmpty()) {
            return Set.of();
        }
        Set<UUID> ids =
                triggered.stream().map(one -> one.request().executionId()).collect(Collectors.toSet());
        return Objects.requireNonNull(
                        messenger.ask(new FindExecutions(ids), ExecutionPage.class), "A list of runs is never null")
                .executions()
                .stream()
                .map(ExecutionState::executionId)
                .collect(Collectors.toSet());
    }

    /** Who is there to ask by hand is not disabled. */
    private Set<UUID> disabled(List<Wanted> triggered) {
        return triggered.isEmpty()
                ? Set.of()
                : disabledOwners.among(
                        triggered.stream().map(one -> one.request().ownerId()).collect(Collectors.toSet()));
    }

    private void overlapping(RunRequest request, RunTable.Acceptance acceptance) {
        boolean triggered = request.cause().kind() != RunCause.Kind.MANUAL;
        if (triggered && acceptance instanceof RunTable.Acceptance.Overlaps overlaps) {
            record(request, Decision.Outcome.OVERLAP, "It was still running: run %s.".formatted(overlaps.running()));
        }
    }

    private void record(RunRequest request, Decision.Outcome outcome, String reason) {
        decisions.record(request.ownerId(), request.processId(), request.cause(), outcome, reason);
    }

    /** Lets runs that were cancelled by an acceptance know, where they are on this node; others hear of it by their leases. */
    public void settle(RunTable.Acceptance acceptance) {
        if (acceptance instanceof RunTable.Acceptance.Accepted accepted) {
            accepted.cancelled().forEach(workers::cancelHere);
        }
    }

    /** There may be something to do. */
    public void nudge() {
        workers.nudge();
    }

    @CommandHandler
    ExecutionState execute(ExecuteProcess command, MetaData metadata) {
        ProcessState process = process(command.processId(), command.userId());
        UUID requestId = Origin.fromMetadata(metadata).requestId();
        RunRequest request = new RunRequest(
                Ids.newId(command.userId()),
                command.userId(),
                command.processId(),
                RunCause.manual(),
                null,
                requestId,
                requestId,
                1,
                true);
        CompletableFuture<Optional<ExecutionState>> end = workers.onEnd(request.executionId());
        try {
            Optional<UUID> inTheWay = request(request, process);
            if (inTheWay.isPresent()) {
                return inHand(inTheWay.get(), process);
            }
            started(request, process);
            workers.takeNow(request.executionId());
            return await(end, request.executionId());
        } finally {
            workers.forget(request.executionId());
        }
    }

    @CommandHandler
    ExecutionState cancel(CancelExecution command, MetaData metadata) {
        ExecutionState run = messenger.ask(new FindExecution(command.executionId()), ExecutionState.class);
        if (run == null || !run.processId().equals(command.processId())) {
            throw RejectedException.notFound();
        }
        if (!run.ownerId().equals(command.userId())) {
            throw RejectedException.forbidden();
        }
        if (!run.running()) {
            return run;
        }
        Origin origin = Origin.fromMetadata(metadata);
        CompletableFuture<Optional<ExecutionState>> end = workers.onEnd(command.executionId());
        try {
            Elsewhere.call(
                    executor, () -> messenger.send(new ExecutionCommand.RequestCancel(command.executionId()), origin));
            table.cancel(command.executionId());
            if (table.waiting(command.executionId()).isPresent()) {
                // Ended first and forgotten then: a node that dies in between leaves nothing running.
                ExecutionState ended = Elsewhere.call(executor, () -> runner.cancelled(run, origin));
                table.removeWaiting(command.executionId());
                return ended;
            }
            workers.cancelHere(command.executionId());
            return await(end, command.executionId());
        } finally {
            workers.forget(command.executionId());
        }
    }

    @QueryHandler
    Rehearsal rehearse(RehearseProcess query) {
        ProcessState process = process(query.processId(), query.userId());
        RunControl control = new RunControl();
        control.limit(REHEARSAL_LIMIT);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        UUID nobody = Ids.newId(query.userId());
        String zone = process.rule().timezone();
        RehearsalRun run = new RehearsalRun(
                new RunContext(
                        query.userId(),
                        query.processId(),
                        nobody,
                        RunCause.manual(),
                        now,
                        zone == null ? zones.of(query.userId()) : ZoneId.of(zone),
                        process.rule().parameters()),
                messenger,
                log,
                control);
        try {
            actions.find(process.rule().action())
                    .orElseThrow(RejectedException::notFound)
                    .run(run);
        } catch (RunStopped e) {
            throw RejectedException.conflict("The rehearsal took too long.");
        }
        ExecutionState state = new ExecutionState(
                nobody,
                query.userId(),
                query.processId(),
                0,
                process.rule().action(),
                process.version(),
                RunCause.manual(),
                null,
                ExecutionStatus.SUCCESS,
                null,
                "Dry run, nothing was changed. " + run.tally().conjecture(),
                run.tally().counts(),
                run.result(),
                1,
                now,
                now,
                null,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        return new Rehearsal(state, run.changes(), run.tally().drain());
    }

    private ProcessState process(UUID processId, UUID userId) {
        ProcessView view = messenger.ask(new FindProcess(processId, userId), ProcessView.class);
        if (view == null) {
            throw RejectedException.notFound();
        }
        if (!view.state().builtIn() && !view.state().ownerId().equals(userId)) {
            throw RejectedException.forbidden();
        }
        return view.state();
    }

    /** Whoever asked by hand finds the run from now on, also while it waits for another. */
    private void started(RunRequest request, ProcessState process) {
        Elsewhere.call(
                executor, () -> runner.start(request, process, ExecutionRunner.origin(request), new RunControl()));
    }

    /** A run that nobody asked for by hand begins when it is taken: where it waits, it is taken, or begins now. */
    private ExecutionState inHand(UUID executionId, ProcessState process) {
        workers.takeNow(executionId);
        table.waiting(executionId).ifPresent(request -> started(request, process));
        return known(executionId);
    }

    private ExecutionState await(CompletableFuture<Optional<ExecutionState>> end, UUID executionId) {
        try {
            Optional<ExecutionState> ended = end.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (ended.isPresent()) {
                return ended.get();
            }
        } catch (TimeoutException e) {
            // It goes on: answered as it stands.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return known(executionId);
    }

    private ExecutionState known(UUID executionId) {
        RunControl patience = new RunControl();
        for (int look = 0; look < 20; look++) {
            ExecutionState state = messenger.ask(new FindExecution(executionId), ExecutionState.class);
            if (state != null) {
                return state;
            }
            // Accepted, and about to begin.
            patience.pause(Duration.ofMillis(100));
        }
        throw RejectedException.unavailable("The run is about to start", Duration.ofSeconds(1));
    }
}
