package behflow;

import behflow.testing.TestDatabase;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The service as most tests use it. All that extend this share one context and one database, so each makes users of its own
 * and relies on nothing that others could have left.
 */
public abstract class BehflowIT extends ServiceIT {

    private static final TestDatabase DATABASE = TestDatabase.create();

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        over(DATABASE, registry);
    }

    /** The database under the service, for looking at what it stored. */
    protected static TestDatabase database() {
        return DATABASE;
    }
}
