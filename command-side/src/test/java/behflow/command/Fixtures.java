package behflow.command;

import behflow.api.kernel.AggregateCommand;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.axonframework.test.aggregate.AggregateTestFixture;

/** Axon's fixtures with what our aggregates need: commands that know their aggregate, and an origin on every message. */
public final class Fixtures {

    public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    public static final UUID OWNER = Ids.newId();
    public static final UUID SOMEONE_ELSE = Ids.newId();

    private Fixtures() {}

    public static <T> AggregateTestFixture<T> of(Class<T> aggregate) {
        AggregateTestFixture<T> fixture = new AggregateTestFixture<>(aggregate);
        fixture.registerCommandTargetResolver(message -> new VersionedAggregateIdentifier(
                ((AggregateCommand) message.getPayload()).aggregateId().toString(), null));
        fixture.registerCommandHandlerInterceptor(
                new CorrelationDataInterceptor<>(message -> Map.copyOf(message.getMetaData())));
        fixture.registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC));
        return fixture;
    }

    /** A request of the owner. */
    public static Map<String, Object> metadata() {
        return Origin.ofUser(OWNER, Ids.newId()).toMetadata();
    }

    /** Events of the owner's log. */
    public static List<EventMessage<?>> events(Object... payloads) {
        return Arrays.stream(payloads)
                .<EventMessage<?>>map(
                        payload -> GenericEventMessage.asEventMessage(payload).withMetaData(metadata()))
                .toList();
    }
}
