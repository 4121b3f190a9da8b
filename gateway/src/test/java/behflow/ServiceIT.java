package behflow;

import behflow.testing.TestDatabase;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;

/** The whole service over real PostgreSQL and real HTTP; which database, its subclasses say. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class ServiceIT {

    @LocalServerPort
    private int port;

    static void over(TestDatabase database, DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", database::jdbcUrl);
        registry.add("spring.datasource.username", database::user);
        registry.add("spring.datasource.password", database::password);
        registry.add("management.server.port", () -> "0");
        // Processes that are due at a time of the day would write into every user's log in the middle of a test.
        registry.add("spring.quartz.auto-startup", () -> "false");
        // Quartz keeps data sources for the whole JVM under this name; a second node over the database has another.
        registry.add("spring.quartz.properties.org.quartz.scheduler.instanceName", () -> "service-" + database.name());
    }

    /** What a test has changed in accounts or sessions by SQL of its own is seen after this: the service would have waited. */
    protected static void outwaitLeases() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(100);
    }

    /** For example {@code http://localhost:12345}. */
    protected String baseUrl() {
        return "http://localhost:" + port;
    }
}
