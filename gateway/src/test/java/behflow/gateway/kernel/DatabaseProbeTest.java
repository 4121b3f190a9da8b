package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.AbstractDataSource;

class DatabaseProbeTest {

    @Test
    void givenDatabaseThatHangs_whenAskedTwice_thenNoWithinPatience() {
        CountDownLatch forever = new CountDownLatch(1);
        DatabaseProbe probe = new DatabaseProbe(new Source() {
            @Override
            public Connection getConnection() throws SQLException {
                try {
                    forever.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new SQLException("stopped");
            }
        });
        Instant start = Instant.now();
        assertThat(probe.answers()).isFalse();
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
        probe.destroy();
    }

    @Test
    void givenNoDatabase_whenAsked_thenNoAtOnce() {
        DatabaseProbe probe = new DatabaseProbe(new Source() {
            @Override
            public Connection getConnection() throws SQLException {
                throw new SQLException("Connection refused", "08001");
            }
        });
        assertThat(probe.answers()).isFalse();
        probe.destroy();
    }

    private abstract static class Source extends AbstractDataSource {
        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }
    }
}
