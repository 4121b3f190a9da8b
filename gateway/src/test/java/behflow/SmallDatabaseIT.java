package behflow;

import behflow.testing.TestDatabase;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * For tests that read everything that is stored, to dump it, export it or look through it: another context over another
 * database, which is not full of what all other tests have written. Those that extend this share it.
 */
public abstract class SmallDatabaseIT extends ServiceIT {

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
