package behflow.command.account;

import behflow.api.account.Sessions;
import behflow.api.kernel.Ids;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** {@link Sessions} in the table {@code session}. */
@Service
class JdbcSessions implements Sessions {

    private static final int USER_AGENT_MAXIMUM = 200;

    private final JdbcClient jdbc;
    private final TokenLookup lookup;
    private final Duration idle;

    JdbcSessions(JdbcClient jdbc, TokenLookup lookup, AccountProperties properties) {
        this.jdbc = jdbc;
        this.lookup = lookup;
        this.idle = properties.tokenIdle();
    }

    /** Only this is kept of a token. */
    static byte[] hash(String token) {
        return LogEntry.sha256(token.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String open(UUID userId, String address, @Nullable String userAgent) {
        // UUID.randomUUID is of SecureRandom: 122 bits that nobody can guess.
        String token = UUID.randomUUID().toString();
        int opened = jdbc.sql("insert into session (session_id, token_hash, user_id, address, user_agent)"
                        + " select ?, ?, user_id, ?, ? from account where user_id = ? for key share")
                .param(Ids.newId(userId))
                .param(hash(token))
                .param(address)
                .param(
                        userAgent == null
                                ? null
                                : userAgent.substring(0, Math.min(userAgent.length(), USER_AGENT_MAXIMUM)))
                .param(userId)
                .update();
        if (opened == 0) {
            // The account was erased since the password was looked at.
            throw new RejectedException(RejectionCode.UNAUTHENTICATED, "Invalid credentials");
        }
        jdbc.sql("delete from session where user_id = ? and last_used_at < now() - ? * interval '1 second'")
                .param(userId)
                .param(idle.toSeconds())
                .update();
        return token;
    }

    @Override
    public Optional<Session> resolve(String token) {
        return lookup.find(hash(token));
    }

    @Override
    public List<SessionInfo> list(UUID userId) {
        return jdbc.sql("select session_id, created_at, last_used_at, address, user_agent from session"
                        + " where user_id = ? and last_used_at > now() - ? * interval '1 second'"
                        + " order by last_used_at desc, session_id")
                .param(userId)
                .param(idle.toSeconds())
                .query((row, n) -> new SessionInfo(
                        row.getObject(1, UUID.class),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        row.getObject(3, OffsetDateTime.class).toInstant(),
                        row.getString(4),
                        row.getString(5)))
                .list();
    }

    @Override
    public boolean end(UUID userId, UUID sessionId) {
        return jdbc.sql("delete from session where user_id = ? and session_id = ?")
                        .param(userId)
                        .param(sessionId)
                        .update()
                > 0;
    }

    @Override
    public void endAll(UUID userId) {
        jdbc.sql("delete from session where user_id = ?").param(userId).update();
    }

    @Override
    public Set<UUID> stillValid(Collection<UUID> sessionIds) {
        return new HashSet<>(jdbc.sql("select s.session_id from session s join account a using (user_id) where a.active"
                        + " and s.session_id = any (?) and s.last_used_at > now() - ? * interval '1 second'")
                .param(sessionIds.toArray(UUID[]::new))
                .param(idle.toSeconds())
                .query(UUID.class)
                .list());
    }
}
