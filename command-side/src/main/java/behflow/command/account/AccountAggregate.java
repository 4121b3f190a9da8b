package behflow.command.account;

import behflow.api.account.command.ChangeSettings;
import behflow.api.account.event.AccountDisabled;
import behflow.api.account.event.AccountEnabled;
import behflow.api.account.event.AccountEvent;
import behflow.api.account.event.AccountTimezoneChanged;
import behflow.api.task.To;
import behflow.command.eventstore.EventRows;
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

/** What the log knows of an account: its time zone, and what was done to it. The account itself is a row, written with the events. */
@Aggregate(
        type = "account",
        snapshotTriggerDefinition = "snapshotTrigger",
        filterEventsByType = true,
        commandTargetResolver = "commandTargetResolver")
@Revision("2")
public class AccountAggregate {

    @AggregateIdentifier
    private @Nullable UUID userId;

    private @Nullable String timezone;

    private boolean active = true;

    /** For Axon. */
    protected AccountAggregate() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    boolean write(WriteAccount command) {
        userId = command.userId();
        boolean written = false;
        for (AccountEvent event : command.events()) {
            if (!(event instanceof AccountDisabled && !active || event instanceof AccountEnabled && active)) {
                AggregateLifecycle.apply(event);
                written = true;
            }
        }
        if (written) {
            EventRows.with(command.rows());
        }
        return written;
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    public boolean change(ChangeSettings command) {
        userId = command.userId();
        To<String> zone = command.timezone();
        if (zone == null || Objects.equals(timezone, zone.value())) {
            return false;
        }
        AggregateLifecycle.apply(new AccountTimezoneChanged(timezone, zone.value()));
        if (command.hasRow()) {
            EventRows.with(connection -> AccountRows.settings(connection, command));
        }
        return true;
    }

    @EventSourcingHandler
    protected void on(AccountEvent event, @SourceId String id) {
        userId = UUID.fromString(id);
        if (event instanceof AccountTimezoneChanged changed) {
            timezone = changed.to();
        } else if (event instanceof AccountDisabled) {
            active = false;
        } else if (event instanceof AccountEnabled) {
            active = true;
        }
    }
}
