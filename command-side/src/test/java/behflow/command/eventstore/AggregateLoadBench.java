package behflow.command.eventstore;

import behflow.api.account.command.ChangeSettings;
import behflow.api.account.event.AccountTimezoneChanged;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.Ids;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.Origin;
import behflow.command.account.AccountAggregate;
import behflow.command.kernel.AxonNode;
import behflow.testing.TestDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.springframework.context.annotation.Bean;

/**
 * How long a command takes to load an aggregate of 10 events and one of 10,000 that has a snapshot, and the ratio: it changes
 * nothing, so loading is nearly all it does. Not a test: run its main. Argument: commands of each measurement.
 */
final class AggregateLoadBench {

    private static final int LONG = 10_000;

    private AggregateLoadBench() {}

    static class Part {
        @Bean
        InlineProjection<?> testRows() {
            return new TestRows();
        }
    }

    public static void main(String[] arguments) throws Exception {
        int commands = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000;
        try (var server = TestDatabase.dedicated()) {
            StoreFixture.migrate(server.dataSource());
            try (AxonNode node = AxonNode.start(server.database(), Part.class, AccountAggregate.class)) {
                UUID brief = account(node, 10);
                UUID lengthy = account(node, LONG);
                load(node, lengthy, LONG);
                TimeUnit.SECONDS.sleep(3);
                median(node, brief, 10, commands);
                median(node, lengthy, LONG, commands);
                for (int round = 1; round <= 3; round++) {
                    double of10 = median(node, brief, 10, commands);
                    double of10000 = median(node, lengthy, LONG, commands);
                    System.out.printf(
                            Locale.ROOT,
                            "load of 10 events %.0f µs, of 10,000 %.0f µs: ratio %.2f%n",
                            of10,
                            of10000,
                            of10000 / of10);
                }
            }
        }
        System.exit(0);
    }

    private static UUID account(AxonNode node, int events) {
        UUID account = Ids.newId();
        PostgresEventStorageEngine engine = node.bean(EventStoreNode.class).engine();
        for (int from = 0; from < events; from += 1_000) {
            List<DomainEvent> some = new ArrayList<>();
            for (int i = from; i < Math.min(events, from + 1_000); i++) {
                some.add(new AccountTimezoneChanged(i == 0 ? null : "Zone/" + (i - 1), zone(i)));
            }
            engine.appendEvents(StoreFixture.messages(account, account, from, some.toArray(DomainEvent[]::new)));
        }
        return account;
    }

    /** @return microseconds */
    private static double median(AxonNode node, UUID account, int events, int commands) {
        long[] nanos = new long[commands];
        for (int i = 0; i < commands; i++) {
            long from = System.nanoTime();
            load(node, account, events);
            nanos[i] = System.nanoTime() - from;
        }
        Arrays.sort(nanos);
        return nanos[commands / 2] / 1e3;
    }

    private static String zone(int number) {
        return "Zone/" + number;
    }

    /** The zone that it has already. */
    private static void load(AxonNode node, UUID account, int events) {
        node.bean(CommandGateway.class)
                .sendAndWait(new GenericCommandMessage<>(
                        ChangeSettings.ofTimezone(account, zone(events - 1)),
                        MetaData.from(Origin.ofUser(account, Ids.newId()).toMetadata())));
    }
}
