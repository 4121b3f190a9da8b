package behflow.gateway.kernel.operations;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Sends of each span its name, times and relations, and the attributes on a short list: methods, routes, statuses, counts,
 * classes of errors. Paths and messages of exceptions can hold what a user wrote and stay here.
 */
final class DiscreetSpanExporter implements SpanExporter {

    private static final Set<String> ATTRIBUTES = Set.of(
            "method",
            "uri",
            "status",
            "outcome",
            "exception",
            "exception.type",
            "code.function",
            "code.namespace",
            "commands",
            "events");

    private final SpanExporter exporter;

    DiscreetSpanExporter(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        return exporter.export(spans.stream().<SpanData>map(Discreet::new).toList());
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    private static Attributes listed(Attributes attributes) {
        return attributes.toBuilder()
                .removeIf((AttributeKey<?> key) -> !ATTRIBUTES.contains(key.getKey()))
                .build();
    }

    private static final class Discreet extends DelegatingSpanData {

        private Discreet(SpanData span) {
            super(span);
        }

        @Override
        public Attributes getAttributes() {
            return listed(super.getAttributes());
        }

        @Override
        public List<EventData> getEvents() {
            return super.getEvents().stream()
                    .map(event ->
                            EventData.create(event.getEpochNanos(), event.getName(), listed(event.getAttributes())))
                    .toList();
        }

        @Override
        public StatusData getStatus() {
            return StatusData.create(super.getStatus().getStatusCode(), "");
        }
    }
}
