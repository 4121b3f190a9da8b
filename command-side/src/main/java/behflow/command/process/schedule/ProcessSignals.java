package behflow.command.process.schedule;

import behflow.api.account.command.ChangeSettings;
import behflow.api.kernel.AggregateCommand;
import behflow.api.process.command.CreateProcess;
import behflow.api.process.command.ProcessCommand;
import behflow.command.kernel.Together;
import behflow.command.process.PauseProcess;
import java.util.UUID;
import java.util.function.Consumer;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;

/**
 * Tells the clockwork at once that a process or a zone has changed on this node. A signal that is lost with its node is made
 * up for by the reconciliation.
 */
final class ProcessSignals implements MessageHandlerInterceptor<CommandMessage<?>> {

    private final Consumer<UUID> process;
    private final Consumer<UUID> owner;

    /**
     * @param process takes the id of a process that has changed
     * @param owner   takes the id of a user whose zone has changed
     */
    ProcessSignals(Consumer<UUID> process, Consumer<UUID> owner) {
        this.process = process;
        this.owner = owner;
    }

    @Override
    public Object handle(UnitOfWork<? extends CommandMessage<?>> unit, InterceptorChain chain) throws Exception {
        heed(unit.getMessage().getPayload(), unit);
        return chain.proceed();
    }

    private void heed(Object command, UnitOfWork<?> unit) {
        if (command instanceof Together together) {
            together.commands().forEach(one -> heed(one, unit));
        } else if (command instanceof ChangeSettings change && change.timezone() != null) {
            unit.afterCommit(done -> owner.accept(change.userId()));
        } else if (command instanceof CreateProcess
                || command instanceof ProcessCommand
                || command instanceof PauseProcess) {
            UUID id = ((AggregateCommand) command).aggregateId();
            unit.afterCommit(done -> process.accept(id));
        }
    }
}
