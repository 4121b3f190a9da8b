package behflow.command.audit;

import behflow.api.audit.command.ContinueUndo;
import behflow.api.audit.event.UndoRecorded;
import behflow.api.audit.query.ListUndoJobs;
import behflow.api.audit.query.UndoJob;
import behflow.api.audit.query.UndoJobs;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.axonframework.queryhandling.QueryGateway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Completes undos that take several transactions, whichever node began them. A node that dies leaves the job to the next that
 * looks; two that go on at the same time do no harm, because each transaction is decided on the log as it is.
 */
@Component
class UndoJobRunner implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(UndoJobRunner.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final int JOBS = 20;

    private final CommandGateway commands;
    private final QueryGateway queries;
    private final EventLog log;
    private volatile @Nullable ScheduledExecutorService executor;

    UndoJobRunner(CommandGateway commands, QueryGateway queries, EventLog log) {
        this.commands = commands;
        this.queries = queries;
        this.log = log;
    }

    @Override
    public void start() {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread thread = new Thread(runnable, "undo-jobs");
            thread.setDaemon(true);
            return thread;
        });
        executor = started;
        started.scheduleWithFixedDelay(this::run, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = executor;
        executor = null;
        if (running != null) {
            running.shutdown();
        }
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }

    private void run() {
        try {
            UndoJobs open =
                    queries.query(new ListUndoJobs(JOBS), UndoJobs.class).join();
            open.jobs().forEach(this::complete);
        } catch (RuntimeException | Error e) {
            LOG.warn("The undos under way could not be looked up; trying again", e);
        }
    }

    private void complete(UndoJob job) {
        try {
            int remaining = job.remaining();
            while (remaining > 0 && isRunning()) {
                remaining = commands.sendAndWait(new GenericCommandMessage<>(
                        new ContinueUndo(job.ownerId(), job.undoes(), job.undo()),
                        MetaData.from(origin(job).toMetadata())));
            }
        } catch (RuntimeException e) {
            LOG.warn("The undo {} could not go on; trying again", job.undo(), e);
        }
    }

    /** Who began the undo goes on acting. */
    private Origin origin(UndoJob job) {
        List<RecordedEvent> records =
                log.readSubject(UndoRecorded.subject(job.ownerId(), job.undoes()), 0, Integer.MAX_VALUE);
        UUID undo = job.undo();
        return records.stream()
                .map(RecordedEvent::origin)
                .filter(origin -> origin.correlationId().equals(undo))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No record of the undo " + undo));
    }
}
