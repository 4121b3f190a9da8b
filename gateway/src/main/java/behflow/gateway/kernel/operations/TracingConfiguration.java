package behflow.gateway.kernel.operations;

import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Traces by OpenTelemetry, where a receiver is configured. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(TracingWhenConfigured.ENDPOINT)
class TracingConfiguration {

    /** Instead of Boot's: whatever the exporter, nothing leaves that a person wrote. */
    @Bean
    SpanExporters spanExporters(ObjectProvider<SpanExporter> exporters) {
        return SpanExporters.of(exporters
                .orderedStream()
                .<SpanExporter>map(DiscreetSpanExporter::new)
                .toList());
    }
}
