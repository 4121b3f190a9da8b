package behflow.command.audit;

import behflow.api.audit.event.UndoRecorded;
import java.util.UUID;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.annotation.SourceId;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** The undos of one cause: their record, and what lets only one of two at the same time through. */
@Aggregate(type = "undo", filterEventsByType = true)
public class UndoAggregate {

    @AggregateIdentifier
    private @Nullable UUID subject;

    /** For Axon, and for the first undo of a cause. */
    protected UndoAggregate() {}

    void record(UUID id, UndoRecorded event) {
        subject = id;
        AggregateLifecycle.apply(event);
    }

    @EventSourcingHandler
    protected void on(UndoRecorded event, @SourceId String id) {
        subject = UUID.fromString(id);
    }
}
