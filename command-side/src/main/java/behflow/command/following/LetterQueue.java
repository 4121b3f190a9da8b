package behflow.command.following;

import behflow.command.eventstore.EventStoreNode;
import java.time.Duration;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.deadletter.jdbc.JdbcSequencedDeadLetterQueue;

/** Axon's queue of one follower. It is never full: a letter is a reference, and a full queue would hold up everyone's events. */
final class LetterQueue extends JdbcSequencedDeadLetterQueue<EventMessage<?>> {

    /** For so long a letter belongs to who tries it. */
    static final Duration CLAIM = Duration.ofSeconds(30);

    private LetterQueue(Builder<EventMessage<?>> builder) {
        super(builder);
    }

    static LetterQueue of(
            String group, EventStoreNode node, ConnectionProvider connections, TransactionManager transactions) {
        JdbcSequencedDeadLetterQueue.Builder<EventMessage<?>> builder = JdbcSequencedDeadLetterQueue.builder();
        return new LetterQueue(builder.processingGroup(group)
                .connectionProvider(connections)
                .transactionManager(transactions)
                // Asked for, also where statements and reader are our own.
                .genericSerializer(node.serializer())
                .eventSerializer(node.serializer())
                .statementFactory(new LetterStatements())
                .converter(new LetterReader(node.engine()))
                .claimDuration(CLAIM));
    }

    @Override
    public boolean isFull(Object sequenceIdentifier) {
        return false;
    }
}
