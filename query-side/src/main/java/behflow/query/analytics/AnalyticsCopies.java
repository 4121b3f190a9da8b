package behflow.query.analytics;

import behflow.api.kernel.PersonalCopies;
import behflow.api.kernel.RebuildLock;
import behflow.api.kernel.RejectedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The live tables are scrubbed when what keeps them meets the erasure. A rebuild keeps erasures out as that of any projection
 * does, and what one that died has left goes altogether: it may hold the text, and nobody follows the log there.
 */
@Component
class AnalyticsCopies implements PersonalCopies {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** @throws RejectedException UNAVAILABLE while the tables are made anew */
    @Override
    public void eraseOwner(Connection connection, UUID owner) throws SQLException {
        if (!RebuildLock.tryShared(connection, AnalyticsFollower.NAME)) {
            throw RejectedException.unavailable(
                    "A projection is being rebuilt; try again when it is done", RETRY_AFTER);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop schema if exists " + AnalyticsRebuild.NEXT + " cascade");
        }
    }

    /** As {@link #eraseOwner}. */
    @Override
    public void eraseSubject(Connection connection, UUID owner, UUID subjectId) throws SQLException {
        eraseOwner(connection, owner);
    }
}
