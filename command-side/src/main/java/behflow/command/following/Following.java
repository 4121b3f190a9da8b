package behflow.command.following;

import behflow.api.kernel.LogFollower;
import behflow.command.eventstore.EventStoreNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.EventProcessingConfigurer;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.messaging.deadletter.Decisions;
import org.axonframework.messaging.deadletter.EnqueuePolicy;
import org.axonframework.messaging.deadletter.ThrowableCause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each follower its Axon processor: pooled and streaming, in transactions, with a queue of dead letters. */
public final class Following implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);
    /** Less than half of the token store's claim time-out. */
    private static final long CLAIM_EXTENSION_MILLIS = 4_000;

    private static final long CLAIM_INTERVAL_MILLIS = 1_000;
    private static final int LONGEST_MESSAGE = 1_000;

    private final DataSource dataSource;
    private final EventStoreNode node;
    private final ConnectionProvider connections;
    private final TransactionManager transactions;
    private final TokenStore tokens;
    private final FollowingSettings settings;
    private final List<LogFollower> followers;
    private final ScheduledExecutorService coordinators = pool("follow-coordinator", 2);
    private final ScheduledExecutorService workers;

    public Following(
            DataSource dataSource,
            EventStoreNode node,
            ConnectionProvider connections,
            TransactionManager transactions,
            TokenStore tokens,
            FollowingSettings settings,
            List<LogFollower> followers) {
        this.dataSource = dataSource;
        this.node = node;
        this.connections = connections;
        this.transactions = transactions;
        this.tokens = tokens;
        this.settings = settings;
        this.followers = List.copyOf(followers);
        this.workers = pool("follow-worker", settings.threads());
        Set<String> names = new TreeSet<>();
        for (LogFollower follower : followers) {
            if (!names.add(follower.name())) {
                throw new IllegalStateException("Two followers of the log are called " + follower.name());
            }
        }
    }

    /** Names of the followers on this node. */
    List<String> names() {
        return followers.stream().map(LogFollower::name).sorted().toList();
    }

    /** Registers the followers with Axon. */
    public void configure(EventProcessingConfigurer processing) {
        for (LogFollower follower : followers) {
            String name = follower.name();
            FollowerHandler handler = new FollowerHandler(follower, dataSource, settings.batchSize());
            processing
                    .registerEventHandler(configuration -> handler)
                    .assignHandlerInstancesMatching(name, Integer.MAX_VALUE, candidate -> candidate == handler)
                    .registerPooledStreamingEventProcessor(
                            name,
                            configuration -> node.eventStore(),
                            (configuration, builder) -> builder.initialSegmentCount(settings.segments())
                                    .initialToken(start(follower))
                                    .batchSize(settings.batchSize())
                                    .tokenClaimInterval(CLAIM_INTERVAL_MILLIS)
                                    .claimExtensionThreshold(CLAIM_EXTENSION_MILLIS)
                                    .coordinatorExecutor(coordinators)
                                    .workerExecutor(workers))
                    .registerTransactionManager(name, configuration -> transactions)
                    .registerTokenStore(name, configuration -> tokens)
                    .registerSequencingPolicy(name, configuration -> new OwnerSequence())
                    .registerErrorHandler(name, configuration -> PropagatingErrorHandler.instance())
                    .registerDeadLetterQueue(
                            name, configuration -> LetterQueue.of(name, node, connections, transactions))
                    .registerDeadLetterPolicy(name, configuration -> policy(name))
                    .registerDeadLetteringEventHandlerInvokerConfiguration(
                            name, (configuration, builder) -> builder.enableSequenceIdentifierCache());
        }
    }

    private static java.util.function.Function<
                    StreamableMessageSource<org.axonframework.eventhandling.TrackedEventMessage<?>>,
                    org.axonframework.eventhandling.TrackingToken>
            start(LogFollower follower) {
        return follower.start() == LogFollower.Start.NOW
                ? StreamableMessageSource::createHeadToken
                : StreamableMessageSource::createTailToken;
    }

    private static EnqueuePolicy<EventMessage<?>> policy(String name) {
        return (letter, cause) -> {
            if (cause instanceof RetryPause) {
                return Decisions.enqueue();
            }
            LOG.error(
                    "{} could not handle event {}, which is a dead letter now, with what follows it of its owner",
                    name,
                    letter.message().getIdentifier(),
                    cause);
            return Decisions.enqueue(ThrowableCause.truncated(cause, LONGEST_MESSAGE));
        };
    }

    private static ScheduledExecutorService pool(String name, int threads) {
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(threads, runnable -> {
            Thread thread = new Thread(runnable, name);
            thread.setDaemon(true);
            return thread;
        });
        pool.setRemoveOnCancelPolicy(true);
        return pool;
    }

    /** After Axon has stopped its processors. */
    @Override
    public void close() throws InterruptedException {
        coordinators.shutdown();
        workers.shutdown();
        if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
            workers.shutdownNow();
        }
    }
}
