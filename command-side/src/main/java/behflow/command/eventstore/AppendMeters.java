package behflow.command.eventstore;

import behflow.command.eventstore.AppendTransaction.Result;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;

/**
 * Figures of the appender: {@code behflow_events_appended} by stored type and {@code behflow_append_batch} in units. Both
 * count what is on disk; an attempt that was rolled back is not among them.
 */
final class AppendMeters {

    private final MeterRegistry meters;
    private final DistributionSummary batch;

    AppendMeters(MeterRegistry meters) {
        this.meters = meters;
        this.batch = DistributionSummary.builder("behflow.append.batch")
                .description("Commands whose events were committed together")
                .baseUnit("units")
                .register(meters);
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
