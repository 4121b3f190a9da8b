package behflow.command.following;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.LogFollower;
import behflow.api.kernel.RecordedEvent;
import behflow.command.eventstore.LogToken;
import behflow.command.eventstore.PostgresEventStorageEngine;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventMessageHandler;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.deadletter.DeadLetter;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Hands events to a follower: a whole batch at once, at the end of the batch's unit of work. A batch that failed comes again,
 * and is then handed over one by one, each in a savepoint, so that what fails is undone alone and becomes a letter alone.
 */
final class FollowerHandler implements EventMessageHandler {

    /** How many letters are handled in one transaction. */
    private static final int LETTERS = 200;

    private static final Duration LONGEST_LINGER = Duration.ofMillis(100);

    /** So many times as long as a batch took a follower waits after it: it works for a fifth of the time at most. */
    private static final int LINGER_FACTOR = 4;

    private static final Logger LOG = LoggerFactory.getLogger(FollowerHandler.class);

    private final LogFollower follower;
    private final DataSource dataSource;

    /** Up to there events go one by one. */
    private final AtomicReference<LogToken> careful = new AtomicReference<>(LogToken.START);

    /** A batch of so many events costs each of them next to nothing: there is nothing to wait for. */
    private final int worthwhile;

    /** @param batchSize how many events a batch has at most */
    FollowerHandler(LogFollower follower, DataSource dataSource, int batchSize) {
        this.follower = follower;
        this.dataSource = dataSource;
        this.worthwhile = Math.max(1, batchSize / 2);
    }

    LogFollower follower() {
        return follower;
    }

    @Override
    public boolean canHandle(EventMessage<?> message) {
        return message.getPayload() instanceof DomainEvent event && follower.accepts(event);
    }

    @Override
    public @Nullable Object handle(EventMessage<?> message) throws Exception {
        if (!canHandle(message)) {
            return null;
        }
        RecordedEvent event = PostgresEventStorageEngine.recorded((DomainEventMessage<?>) message);
        UnitOfWork<?> unit = CurrentUnitOfWork.get();
        if (unit.resources().containsKey(DeadLetter.class.getName())) {
            letter(unit);
            alone(event);
        } else if (place(message).compareTo(careful.get()) <= 0) {
            alone(event);
        } else {
            batch(unit.root()).add(event, place(message));
        }
        return null;
    }

    /** A long line of letters is handled in several transactions: the retry goes on with the next one. */
    private static void letter(UnitOfWork<?> unit) {
        int before = unit.root().getOrDefaultResource(FollowerHandler.class.getName(), 0);
        if (before == LETTERS) {
            throw new RetryPause();
        }
        unit.root().resources().put(FollowerHandler.class.getName(), before + 1);
    }

    private void alone(RecordedEvent event) throws SQLException {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            Savepoint before = connection.setSavepoint();
            try {
                follower.follow(connection, List.of(event));
                connection.releaseSavepoint(before);
            } catch (SQLException | RuntimeException | Error e) {
                try {
                    connection.rollback(before);
                } catch (SQLException lost) {
                    e.addSuppressed(lost);
                }
                throw e;
            }
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private Batch batch(UnitOfWork<?> root) {
        return root.getOrComputeResource(Batch.class.getName() + " " + follower.name(), key -> {
            Batch batch = new Batch();
            root.onPrepareCommit(unit -> batch.handOver());
            root.afterCommit(unit -> {
                if (batch.events.size() < worthwhile) {
                    linger(Duration.ofNanos(System.nanoTime() - batch.begun));
                }
            });
            // Also where only the commit failed.
            root.onRollback(unit -> careful.accumulateAndGet(batch.last, LogToken::upperBound));
            return batch;
        });
    }

    /**
     * What is written meanwhile shares the next transaction: a batch of one costs nearly as much as one of a hundred. The busier
     * the machine is, the longer that takes, and the longer is the wait.
     */
    private static void linger(Duration batch) {
        try {
            Thread.sleep(Math.min(batch.toMillis() * LINGER_FACTOR, LONGEST_LINGER.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static LogToken place(EventMessage<?> message) {
        return LogToken.of(((TrackedEventMessage<?>) message).trackingToken());
    }

    /** The events of one unit of work. */
    private final class Batch {
        private final List<RecordedEvent> events = new ArrayList<>();
        private final long begun = System.nanoTime();
        private LogToken last = LogToken.START;

        void add(RecordedEvent event, LogToken place) {
            events.add(event);
            last = place;
        }

        void handOver() {
            Connection connection = DataSourceUtils.getConnection(dataSource);
            try {
                follower.follow(connection, List.copyOf(events));
            } catch (SQLException | RuntimeException e) {
                LOG.warn("{} failed on {} events; they are handled again one by one", follower.name(), events.size());
                throw new FollowerFailedException(follower.name(), e);
            } finally {
                DataSourceUtils.releaseConnection(connection, dataSource);
            }
        }
    }
}
