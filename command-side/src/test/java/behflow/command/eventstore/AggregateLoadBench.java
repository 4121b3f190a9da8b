package behflow.command.eventstore;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.Ids;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.Origin;
import behflow.api.task.TaskChange;
import behflow.api.task.command.ChangeTask;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskRenamed;
import behflow.command.kernel.AxonNode;
import behflow.command.task.TaskAggregate;
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
 * How long a command takes to load a task of 10 events and one of 10,000, and the ratio: it changes nothing, so loading is
 * nearly all it does. Not a test: run its main. Argument: commands of each measurement.
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
            try (AxonNode node = AxonNode.start(server.database(), Part.class, TaskAggregate.class)) {
                UUID owner = Ids.newId();
                UUID brief = task(node, owner, 10);
                UUID lengthy = task(node, owner, LONG);
                load(node, owner, lengthy);
                TimeUnit.SECONDS.sleep(3);
                median(node, owner, brief, commands);
                median(node, owner, lengthy, commands);
                for (int round = 1; round <= 3; round++) {
                    double of10 = median(node, owner, brief, commands);
                    double of10000 = median(node, owner, lengthy, commands);
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

    private static UUID task(AxonNode node, UUID owner, int events) {
        UUID task = Ids.newId(owner);
        PostgresEventStorageEngine engine = node.bean(EventStoreNode.class).engine();
        for (int from = 0; from < events; from += 1_000) {
            List<DomainEvent> some = new ArrayList<>();
            for (int i = from; i < Math.min(events, from + 1_000); i++) {
                some.add(
                        i == 0
                                ? new TaskCreated("Task", "x".repeat(200), "low", null, List.of("a", "b"))
                                : new TaskRenamed("name " + (i - 1), "name " + i));
            }
            engine.appendEvents(StoreFixture.messages(owner, task, from, some.toArray(DomainEvent[]::new)));
        }
        return task;
    }

    /** @return microseconds */
    private static double median(AxonNode node, UUID owner, UUID task, int commands) {
        long[] nanos = new long[commands];
        for (int i = 0; i < commands; i++) {
            long from = System.nanoTime();
            load(node, owner, task);
            nanos[i] = System.nanoTime() - from;
        }
        Arrays.sort(nanos);
        return nanos[commands / 2] / 1e3;
    }

    private static void load(AxonNode node, UUID owner, UUID task) {
        node.bean(CommandGateway.class)
                .sendAndWait(new GenericCommandMessage<>(
                        new ChangeTask(task, owner, TaskChange.NONE, null),
                        MetaData.from(Origin.ofUser(owner, Ids.newId()).toMetadata())));
    }
}
