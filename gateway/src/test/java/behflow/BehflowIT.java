package behflow;

import behflow.testing.TestDatabase;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole service over real PostgreSQL and real HTTP. All tests that extend this share one context and one database, so
 * each makes users of its own and relies on nothing that others could have left.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
public abstract class BehflowIT {

    private static final TestDatabase DATABASE = TestDatabase.create();

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", DATABASE::jdbcUrl);
        registry.add("spring.datasource.username", DATABASE::user);
        registry.add("spring.datasource.password", DATABASE::password);
        registry.add("management.server.port", () -> "0");
        // Processes that are due at a time of the day would write into every user's log in the middle of a test.
        registry.add("spring.quartz.auto-startup", () -> "false");
    }

    /** The database under the service, for looking at what it stored. */
    protected static TestDatabase database() {
        return DATABASE;
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
