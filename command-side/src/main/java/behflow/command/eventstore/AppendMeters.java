package behflow.command.eventstore;

import behflow.command.eventstore.AppendTransaction.Result;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;

/**
 * Figures of the appender: {@code behflow_events_appended} by stored type and {@code behflow_append_batch} in units, and
 * {@code behflow_append_commit}, how long commits take. All tell of what is on disk; an attempt that was rolled back is not among them.
 */
final class AppendMeters {

    private final MeterRegistry meters;
    private final DistributionSummary batch;
    private final Timer commit;

    AppendMeters(MeterRegistry meters) {
        this.meters = meters;
        this.batch = DistributionSummary.builder("behflow.append.batch")
                .description("Commands whose events were committed together")
                .baseUnit("units")
                .register(meters);
        this.commit = Timer.builder("behflow.append.commit")
                .description("Commits of events, until the disk has them")
                .register(meters);
    }

    void commit(Duration took) {
        commit.record(took);
    }

    /** @param results of a transaction that is committed */
    void committed(Map<AppendUnit, Result> results) {
        int units = 0;
        for (Map.Entry<AppendUnit, Result> result : results.entrySet()) {
            if (result.getValue().appended() != null) {
                units++;
                result.getKey().events().forEach(event -> events(event.type()).increment());
            }
        }
        if (units > 0) {
            batch.record(units);
        }
    }

    private Counter events(String type) {
        return Counter.builder("behflow.events.appended")
                .description("Events that commands have stored")
                .tag("type", type)
                .register(meters);
    }
}
