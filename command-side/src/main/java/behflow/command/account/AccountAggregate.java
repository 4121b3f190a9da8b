package behflow.command.account;

import behflow.api.account.command.ChangeTimezone;
import behflow.api.account.command.RecordAccountEvent;
import behflow.api.account.event.AccountEvent;
import behflow.api.account.event.AccountTimezoneChanged;
import java.util.Objects;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.annotation.SourceId;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.serialization.Revision;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** What the log knows of an account: its time zone, and what was done to it. The account itself is a row. */
@Aggregate(
        type = "account",
        snapshotTriggerDefinition = "snapshotTrigger",
        commandTargetResolver = "commandTargetResolver")
@Revision("1")
public class AccountAggregate {

    @AggregateIdentifier
    private @Nullable UUID userId;

    private @Nullable String timezone;

    /** For Axon. */
    protected AccountAggregate() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    public void record(RecordAccountEvent command) {
        userId = command.userId();
        AggregateLifecycle.apply(command.event());
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    public void change(ChangeTimezone command) {
        userId = command.userId();
        if (!Objects.equals(timezone, command.timezone())) {
            AggregateLifecycle.apply(new AccountTimezoneChanged(timezone, command.timezone()));
        }
    }

    @EventSourcingHandler
    protected void on(AccountEvent event, @SourceId String id) {
        userId = UUID.fromString(id);
        if (event instanceof AccountTimezoneChanged changed) {
            timezone = changed.to();
        }
    }
}
