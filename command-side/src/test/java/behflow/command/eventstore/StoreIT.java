package behflow.command.eventstore;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Tracer;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Each test has a database of its own, with one node on it. */
abstract class StoreIT {

    StoreFixture fixture;
    EventStoreNode node;

    @BeforeEach
    void start() throws Exception {
        fixture = new StoreFixture();
        node = fixture.node();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    /** An appender beside the node's own. */
    static GroupAppender appender(DataSource dataSource, int capacity, int appenders) {
        return appender(dataSource, capacity, appenders, () -> {}, new SimpleMeterRegistry());
    }

    static GroupAppender appender(
            DataSource dataSource, int capacity, int appenders, Runnable committed, MeterRegistry meters) {
        return new GroupAppender(
                new AppendTransaction(dataSource, new InlineProjections(List.of(new TestRows()))),
                committed,
                Duration.ofSeconds(20),
                capacity,
                appenders,
                meters,
                Tracer.NOOP);
    }
}
