package behflow.gateway.kernel.operations;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Health, metrics and the like listen on {@code SERVER_PORT} + 1000 unless {@code MANAGEMENT_SERVER_PORT} says
 * otherwise: a sum that properties alone can't express. A service on a port of the system's choice (0) has both so.
 */
public class ManagementPort implements EnvironmentPostProcessor, Ordered {

    private static final int DISTANCE = 1000;
    private static final int HIGHEST = 65_535;

    /** Last, when configuration files have been read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        int port = environment.getProperty("server.port", Integer.class, 8000);
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("managementPort", Map.of("management.server.port", beside(port))));
    }

    /** Below the server's port where there is no room above. */
    private static int beside(int port) {
        if (port <= 0) {
            return port;
        }
        return port + DISTANCE <= HIGHEST ? port + DISTANCE : port - DISTANCE;
    }
}
