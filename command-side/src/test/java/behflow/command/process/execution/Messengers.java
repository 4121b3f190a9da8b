package behflow.command.process.execution;

import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.queryhandling.DefaultQueryGateway;
import org.axonframework.queryhandling.SimpleQueryBus;

/** Messengers without a service behind them. */
public final class Messengers {

    private Messengers() {}

    /** To queries of one kind there is one answer. */
    public static <R> Messenger answering(Class<?> query, Class<R> kind, R answer) {
        SimpleQueryBus queries = SimpleQueryBus.builder().build();
        queries.subscribe(query.getName(), kind, asked -> answer);
        return new Messenger(
                DefaultCommandGateway.builder()
                        .commandBus(SimpleCommandBus.builder().build())
                        .build(),
                DefaultQueryGateway.builder().queryBus(queries).build());
    }
}
