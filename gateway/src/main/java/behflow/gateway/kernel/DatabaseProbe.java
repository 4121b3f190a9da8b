package behflow.gateway.kernel;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Whether the database answers in time. Those who ask at once share one question, so that asking costs one connection. */
@Component
class DatabaseProbe implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseProbe.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final DataSource dataSource;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "database-probe");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable CompletableFuture<Boolean> question;

    DatabaseProbe(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** False where there is no answer within two seconds. */
    boolean answers() {
        try {
            return question().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("The database does not answer", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized CompletableFuture<Boolean> question() {
        if (question == null || question.isDone()) {
            question = CompletableFuture.supplyAsync(this::ask, executor);
        }
        return question;
    }

    private boolean ask() {
        try (Connection connection = dataSource.getConnection()) {
            return connection.isValid((int) PATIENCE.toSeconds());
        } catch (SQLException e) {
            LOG.debug("The database does not answer", e);
            return false;
        }
    }

    @Override
    public void destroy() {
        executor.shutdownNow();
    }
}
