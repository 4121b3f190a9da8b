package behflow.command.account;

import behflow.api.account.Sessions.Session;
import behflow.api.kernel.BinaryArrays;
import behflow.api.kernel.RejectedException;
import jakarta.annotation.PreDestroy;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks tokens up, those of concurrent requests together in one statement: whatever waits is taken, nobody is waited for. What
 * was found is used again for the moment of its {@link SessionLeases lease}, and asked for anew along with another where it was in
 * use; a token that was not found is asked for each time. A
 * session's last use is written at most once a minute, or in a tenth of its idle life where that is shorter.
 */
@Component
class TokenLookup {

    private static final Logger LOG = LoggerFactory.getLogger(TokenLookup.class);
    private static final int BATCH = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String FIND =
            "select s.token_hash, s.session_id, s.last_used_at < now() - ? * interval '1 millisecond' as stale, "
                    + AccountRows.COLUMNS + " from unnest(?) as t(hash) join session s on s.token_hash = t.hash"
                    + " join account a on a.user_id = s.user_id"
                    + " left join account_timezone z on z.user_id = a.user_id"
                    + " where a.active and s.last_used_at > now() - ? * interval '1 millisecond'";

    /**
     * Writes the use down of sessions whose last one is some milliseconds ago. A row that another holds is written by that one, or
     * is about to go: nobody waits for it.
     */
    static final String TOUCH = "update session set last_used_at = now() where session_id = any (array("
            + "select session_id from session where session_id = any (?)"
            + " and last_used_at < now() - ? * interval '1 millisecond' for no key update skip locked))";

    private final DataSource dataSource;
    private final long lifeMillis;
    private final long touchMillis;
    private final Set<String> admins;
    private final SessionLeases leases;
    private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>(10_000);
    private final Thread thread;
    private volatile boolean closing;

    /** @param since {@link System#nanoTime} */
    private record Request(ByteBuffer token, long since, CompletableFuture<Optional<Session>> answer) {

        boolean overdue() {
            return System.nanoTime() - since > PATIENCE.toNanos();
        }
    }

    TokenLookup(DataSource dataSource, AccountProperties properties) {
        this.dataSource = dataSource;
        this.lifeMillis = properties.tokenLife().toMillis();
        this.touchMillis = properties.touchInterval().toMillis();
        this.admins = properties.adminKeys();
        this.leases = new SessionLeases(properties.tokenIdle(), System::nanoTime, System::currentTimeMillis);
        this.thread = new Thread(this::run, "token-lookup");
        thread.setDaemon(true);
        thread.start();
    }

    /** @throws RejectedException UNAVAILABLE where the database does not answer */
    Optional<Session> find(byte[] hash) {
        ByteBuffer token = ByteBuffer.wrap(hash);
        Optional<Session> held = leases.find(token);
        if (held.isPresent()) {
            return held;
        }
        Request request = new Request(token, System.nanoTime(), new CompletableFuture<>());
        if (!queue.offer(request)) {
            throw unavailable();
        }
        if (closing) {
            // The thread may have looked for the last time.
            request.answer.completeExceptionally(unavailable());
        }
        try {
            // A time limit of its own would cost as much as all the rest: the thread that answers has one.
            return request.answer.join();
        } catch (CompletionException e) {
            LOG.warn("A token could not be looked up: {}", e.getCause().toString());
            throw unavailable();
        }
    }

    /** How many tokens are held, for tests. */
    int held() {
        return leases.size();
    }

    @PreDestroy
    void close() {
        closing = true;
        thread.interrupt();
    }

    private static RejectedException unavailable() {
        return RejectedException.unavailable("The database does not answer just now", Duration.ofSeconds(2));
    }

    private void run() {
        while (!closing) {
            List<Request> batch = new ArrayList<>();
            try {
                // What is held has run out by then, and goes although nobody asks.
                Request first = leases.isEmpty()
                        ? queue.take()
                        : queue.poll(SessionLeases.LENGTH.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                }
            } catch (InterruptedException e) {
                continue;
            }
            queue.drainTo(batch, BATCH - 1);
            batch.removeIf(this::answeredAtOnce);
            if (!batch.isEmpty()) {
                answer(batch);
            }
            leases.forgetRunOut();
        }
        queue.forEach(request -> request.answer.completeExceptionally(unavailable()));
    }

    /** Answers what needs no statement: it has waited too long, or was found while it waited. */
    private boolean answeredAtOnce(Request request) {
        if (request.overdue()) {
            request.answer.completeExceptionally(unavailable());
            return true;
        }
        Optional<Session> held = leases.find(request.token);
        held.ifPresent(session -> request.answer.complete(held));
        return held.isPresent();
    }

    private void answer(List<Request> batch) {
        try (Connection connection = dataSource.getConnection()) {
            // A network that swallows everything says nothing else.
            connection.setNetworkTimeout(Runnable::run, (int) PATIENCE.toMillis());
            List<UUID> stale = new ArrayList<>();
            Set<ByteBuffer> tokens = new LinkedHashSet<>(leases.toRenew(BATCH - batch.size()));
            batch.forEach(request -> tokens.add(request.token));
            Map<ByteBuffer, Session> found = find(connection, tokens, stale);
            batch.forEach(request -> request.answer.complete(Optional.ofNullable(found.get(request.token))));
            touch(connection, stale);
        } catch (SQLException | RuntimeException e) {
            batch.forEach(request -> request.answer.completeExceptionally(e));
        } catch (Error e) {
            // The next batch may fare better; without this thread nobody could do anything any more.
            LOG.error("A look-up of tokens failed and the next go on", e);
            batch.forEach(request -> request.answer.completeExceptionally(e));
        }
    }

    private Map<ByteBuffer, Session> find(Connection connection, Set<ByteBuffer> tokens, List<UUID> stale)
            throws SQLException {
        Map<ByteBuffer, Session> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, touchMillis);
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "bytea", tokens.stream().map(ByteBuffer::array).toArray(byte[][]::new)));
            statement.setLong(3, lifeMillis);
            SessionLeases.Moment asked = leases.now();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    UUID sessionId = row.getObject("session_id", UUID.class);
                    ByteBuffer token = ByteBuffer.wrap(row.getBytes("token_hash"));
                    Session session = new Session(sessionId, AccountRows.read(row, admins));
                    found.put(token, session);
                    leases.keep(token, session, asked);
                    if (row.getBoolean("stale")) {
                        stale.add(sessionId);
                    }
                }
            }
        }
        return found;
    }

    private void touch(Connection connection, List<UUID> sessions) throws SQLException {
        if (sessions.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(TOUCH)) {
            statement.setArray(1, BinaryArrays.ids(connection, sessions));
            statement.setLong(2, touchMillis);
            statement.executeUpdate();
        }
    }
}
