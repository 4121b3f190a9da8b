package behflow.command.process;

import behflow.api.process.command.RaiseReminder;
import behflow.api.process.event.ReminderMailed;
import behflow.api.process.event.ReminderRaised;
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

/** One reminder: raised once, however often it is asked for, and said once to have gone out by e-mail. */
@Aggregate(type = "reminder", filterEventsByType = true, commandTargetResolver = "commandTargetResolver")
public class ReminderAggregate {

    @AggregateIdentifier
    private @Nullable UUID reminderId;

    private boolean raised;
    private boolean mailed;

    /** For Axon. */
    protected ReminderAggregate() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void raise(RaiseReminder command) {
        if (!raised) {
            reminderId = command.reminderId();
            AggregateLifecycle.apply(new ReminderRaised(command.taskId(), command.processId(), command.dueDate()));
        }
    }

    @CommandHandler
    void record(RecordReminderMailed command) {
        if (!mailed) {
            AggregateLifecycle.apply(new ReminderMailed(command.taskId()));
        }
    }

    @EventSourcingHandler
    protected void on(ReminderMailed event) {
        mailed = true;
    }

    @EventSourcingHandler
    protected void on(ReminderRaised event, @SourceId String id) {
        reminderId = UUID.fromString(id);
        raised = true;
    }
}
