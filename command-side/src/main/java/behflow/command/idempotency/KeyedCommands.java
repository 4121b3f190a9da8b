package behflow.command.idempotency;

import behflow.api.kernel.Origin;
import behflow.command.eventstore.EventRows;
import java.util.UUID;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.springframework.stereotype.Component;

/**
 * What commands of a request with a key store marks the key in the same transaction, or is not stored at all. A command that
 * stores nothing marks nothing.
 */
@Component
final class KeyedCommands implements MessageHandlerInterceptor<CommandMessage<?>> {

    private final RequestKeyTable keys;

    KeyedCommands(RequestKeyTable keys) {
        this.keys = keys;
    }

    @Override
    public Object handle(UnitOfWork<? extends CommandMessage<?>> unit, InterceptorChain chain) throws Exception {
        if (keys.anyInHand()) {
            MetaData metadata = unit.getMessage().getMetaData();
            Object request = metadata.get(Origin.REQUEST_ID);
            Object correlation = metadata.get(Origin.CORRELATION_ID);
            if (request != null && correlation != null) {
                keys.stored(UUID.fromString(request.toString()), UUID.fromString(correlation.toString()))
                        .ifPresent(EventRows::with);
            }
        }
        return chain.proceed();
    }
}
