package behflow.gateway.kernel.operations;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves Spring Boot's tracing out of the service where {@value #ENDPOINT} (as {@code OTEL_EXPORTER_OTLP_ENDPOINT} sets it)
 * names no receiver: no bean of it is made and a start does not take longer for it. What Boot would send beside traces, and
 * where nobody said so, stays out always.
 */
public class TracingWhenConfigured implements AutoConfigurationImportFilter, EnvironmentAware {

    static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

    private static final List<String> TRACING = List.of(
            "org.springframework.boot.opentelemetry.autoconfigure.", "org.springframework.boot.micrometer.tracing.");
    private static final List<String> NEVER = List.of(".logging.", ".zipkin.");

    private boolean configured;

    @Override
    public void setEnvironment(Environment environment) {
        String endpoint = environment.getProperty(ENDPOINT);
        configured = endpoint != null && !endpoint.isBlank();
    }

    @Override
    public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
        boolean[] matches = new boolean[classes.length];
        Arrays.fill(matches, true);
        for (int i = 0; i < classes.length; i++) {
            String name = classes[i];
            if (name != null && TRACING.stream().anyMatch(name::startsWith)) {
                matches[i] = configured && NEVER.stream().noneMatch(name::contains);
            }
        }
        return matches;
    }
}
