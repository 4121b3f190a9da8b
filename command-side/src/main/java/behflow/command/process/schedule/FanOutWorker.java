package behflow.command.process.schedule;

import behflow.api.process.query.FindProcess;
import behflow.api.process.query.ProcessView;
import behflow.command.process.execution.ExecutionDesk;
import behflow.command.process.execution.Messenger;
import behflow.command.process.execution.RunRequest;
import behflow.command.process.execution.RunTable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives each user of a zone their run of a built-in process: batch after batch, each in one transaction, whichever node has
 * time, and no faster than runs are carried out. A batch that was cut off is begun again; who has their run already does not
 * get a second one.
 */
final class FanOutWorker {

    private static final Logger LOG = LoggerFactory.getLogger(FanOutWorker.class);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLAIM = Duration.ofSeconds(15);
    private static final int BATCH = 100;

    /** Where so many runs wait, others' are not to stand behind still more. */
    private static final int IN_LINE = 500;

    private final TransactionTemplate transactions;
    private final FanOuts fanOuts;
    private final ZonesInUse zones;
    private final RunTable runs;
    private final ExecutionDesk desk;
    private final Messenger messenger;

    FanOutWorker(
            TransactionTemplate transactions,
            FanOuts fanOuts,
            ZonesInUse zones,
            RunTable runs,
            ExecutionDesk desk,
            Messenger messenger) {
        this.transactions = transactions;
        this.fanOuts = fanOuts;
        this.zones = zones;
        this.runs = runs;
        this.desk = desk;
        this.messenger = messenger;
    }

    void start(ScheduledExecutorService clockwork) {
        clockwork.scheduleWithFixedDelay(this::all, POLL.toMillis(), POLL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void all() {
        try {
            while (!runs.lineIsLongerThan(IN_LINE) && batch()) {
                desk.nudge();
            }
        } catch (RuntimeException | Error e) {
            LOG.warn("A built-in process has not reached all its users yet; it is tried again", e);
        }
    }

    /** @return whether there was something to do */
    boolean batch() {
        Optional<FanOuts.FanOut> claimed = fanOuts.claim(CLAIM);
        claimed.ifPresent(this::batch);
        return claimed.isPresent();
    }

    private void batch(FanOuts.FanOut fanOut) {
        List<UUID> users = zones.users(fanOut.zone(), fanOut.afterUser(), BATCH);
        if (!users.isEmpty()) {
            ProcessView process = messenger.ask(new FindProcess(fanOut.processId(), users.get(0)), ProcessView.class);
            if (process == null) {
                fanOuts.end(fanOut);
                return;
            }
            List<ExecutionDesk.Wanted> wanted = users.stream()
                    .map(user -> new ExecutionDesk.Wanted(
                            RunRequest.scheduled(user, fanOut.processId(), fanOut.due()), process.state()))
                    .toList();
            Objects.requireNonNull(
                            transactions.execute(status -> {
                                fanOuts.reached(fanOut, users.get(users.size() - 1));
                                return desk.accept(wanted);
                            }),
                            "Requests are accepted or not")
                    .forEach(desk::settle);
        }
        if (users.size() < BATCH) {
            fanOuts.end(fanOut);
        }
    }
}
