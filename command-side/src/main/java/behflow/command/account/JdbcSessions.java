package behflow.command.account;

import behflow.api.account.Sessions;
import behflow.api.kernel.Ids;
import behflow.api.kernel.LogEntry;
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
    private static final int FORGOTTEN_AT_ONCE = 1_000;

    private final JdbcClient jdbc;
    private final TokenLookup lookup;
    /** Since the last use that is in the table. */
    private final Duration life;

    private final Duration touch;

    JdbcSessions(JdbcClient jdbc, TokenLookup lookup, AccountProperties properties) {
        this.jdbc = jdbc;
        this.lookup = lookup;
        this.life = properties.tokenLife();
        this.touch = properties.touchInterval();
    }

    /** Only this is kept of a token. */
    static byte[] hash(String token) {
        return LogEntry.sha256(token.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A new session, where the account still is as it was when the password was looked at: whoever changes it meanwhile is
     * waited for, and whoever changes it later finds the session and ends it.
     *
     * @param passwordHash what the password was compared with
     * @return its token, told this once; empty where the password is another, or the account disabled or gone
     */
    Optional<String> open(UUID userId, String passwordHash, String address, @Nullable String userAgent) {
        // UUID.randomUUID is of SecureRandom: 122 bits that nobody can guess.
        String token = UUID.randomUUID().toString();
        int opened = jdbc.sql("insert into session (session_id, token_hash, user_id, address, user_agent)"
                        + " select ?, ?, user_id, ?, ? from account"
                        + " where user_id = ? and password_hash = ? and active for share")
                .param(Ids.newId(userId))
                .param(hash(token))
                .param(address)
                .param(
                        userAgent == null
                                ? null
                                : userAgent.substring(
                                        0,
                                        userAgent.offsetByCodePoints(
                                                0,
                                                Math.min(
                                                        userAgent.codePointCount(0, userAgent.length()),
                                                        USER_AGENT_MAXIMUM))))
                .param(userId)
                .param(passwordHash)
                .update();
        if (opened == 0) {
            return Optional.empty();
        }
        forgetRunOut();
        return Optional.of(token);
    }

    /** Anybody's: who never comes back leaves no address here. */
    private void forgetRunOut() {
        jdbc.sql("delete from session where session_id = any (array(select session_id from session"
                        + " where last_used_at < now() - ? * interval '1 millisecond' limit ? for update skip locked))")
                .param(life.toMillis())
                .param(FORGOTTEN_AT_ONCE)
                .update();
    }

    @Override
    public Optional<Session> resolve(String token) {
        return lookup.find(hash(token));
    }

    @Override
    public List<SessionInfo> list(UUID userId) {
        return jdbc.sql("select session_id, created_at, last_used_at, address, user_agent from session"
                        + " where user_id = ? and last_used_at > now() - ? * interval '1 millisecond'"
                        + " order by last_used_at desc, session_id")
                .param(userId)
                .param(life.toMillis())
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
        boolean ended = jdbc.sql("delete from session where user_id = ? and session_id = ?")
                        .param(userId)
                        .param(sessionId)
                        .update()
                > 0;
        // Another request may have ended it, but a moment ago.
        SessionLeases.awaitRunOut();
        return ended;
    }

    @Override
    public Set<UUID> stillValid(Collection<UUID> sessionIds) {
        return new HashSet<>(jdbc.sql("select s.session_id from session s join account a using (user_id) where a.active"
                        + " and s.session_id = any (?) and s.last_used_at > now() - ? * interval '1 millisecond'")
                .param(sessionIds.toArray(UUID[]::new))
                .param(life.toMillis())
                .query(UUID.class)
                .list());
    }

    @Override
    public Set<UUID> stillListening(Collection<UUID> sessionIds) {
        Set<UUID> valid = stillValid(sessionIds);
        if (!valid.isEmpty()) {
            jdbc.sql(TokenLookup.TOUCH)
                    .param(valid.toArray(UUID[]::new))
                    .param(touch.toMillis())
                    .update();
        }
        return valid;
    }
}
