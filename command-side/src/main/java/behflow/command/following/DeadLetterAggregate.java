package behflow.command.following;

import behflow.api.admin.command.DiscardDeadLetter;
import behflow.api.admin.event.DeadLetterDiscarded;
import behflow.command.eventstore.EventRows;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.annotation.SourceId;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** What the installation's log knows of a dead letter: that it was given up, once. */
@Aggregate(type = "dead_letter", filterEventsByType = true, commandTargetResolver = "commandTargetResolver")
public class DeadLetterAggregate {

    @AggregateIdentifier
    private @Nullable UUID letterId;

    private boolean discarded;

    /** For Axon. */
    protected DeadLetterAggregate() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void discard(DiscardDeadLetter command) {
        if (!discarded) {
            letterId = command.letterId();
            AggregateLifecycle.apply(new DeadLetterDiscarded(
                    command.letter().follower(),
                    command.letter().ownerId(),
                    command.letter().eventId(),
                    command.letter().position(),
                    command.reason()));
            EventRows.with(new LetterGivenUp(command.letterId()));
        }
    }

    @EventSourcingHandler
    protected void on(DeadLetterDiscarded event, @SourceId String id) {
        letterId = UUID.fromString(id);
        discarded = true;
    }
}
