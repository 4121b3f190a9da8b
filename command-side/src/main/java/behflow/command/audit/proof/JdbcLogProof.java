package behflow.command.audit.proof;

import behflow.api.audit.LogProof;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.LogEntry;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.stereotype.Service;

/** {@link LogProof} over the stored log. */
@Service
class JdbcLogProof implements LogProof {

    private final EventLog log;
    private final Installation installation;

    /** @param migrated names the order: the schema first */
    JdbcLogProof(DataSource dataSource, EventLog log, FlywayMigrationInitializer migrated) throws SQLException {
        this.log = log;
        this.installation = Installation.of(dataSource);
    }

    @Override
    public SignedHead head(UUID owner) {
        EventLog.Head head = log.head(owner);
        return new SignedHead(
                owner, head.position(), head.hash(), installation.sign(owner, head.position(), head.hash()));
    }

    @Override
    public String key() {
        return installation.verifierKey();
    }

    @Override
    public boolean consistent(UUID owner, long position, byte[] hash) {
        if (position == 0) {
            return MessageDigest.isEqual(hash, new byte[32]);
        }
        List<LogEntry> entries = log.readEntries(owner, position - 1, position, 1);
        return !entries.isEmpty() && MessageDigest.isEqual(entries.get(0).hash(), hash);
    }
}
