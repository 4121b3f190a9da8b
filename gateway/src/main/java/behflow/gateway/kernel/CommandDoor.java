package behflow.gateway.kernel;

import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.AxonException;
import org.axonframework.messaging.MetaData;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/** Sends commands with their actor and cause, and returns when what they store is on disk. */
@Component
public class CommandDoor {

    private final CommandGateway commands;

    public CommandDoor(CommandGateway commands) {
        this.commands = commands;
    }

    /**
     * Sends one command; what is logged meanwhile has its correlation id.
     *
     * @return the command's answer
     * @throws RejectedException whatever the command was refused for; CONFLICT where it lost every race
     */
    public <R> R send(Object command, Origin origin) {
        String before = MDC.get(RequestIds.CORRELATION_KEY);
        MDC.put(RequestIds.CORRELATION_KEY, origin.correlationId().toString());
        try {
            return commands.sendAndWait(new GenericCommandMessage<>(command, MetaData.from(origin.toMetadata())));
        } catch (AxonException e) {
            throw Rejections.of(e);
        } finally {
            if (before == null) {
                MDC.remove(RequestIds.CORRELATION_KEY);
            } else {
                MDC.put(RequestIds.CORRELATION_KEY, before);
            }
        }
    }
}
