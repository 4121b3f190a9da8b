package behflow.command.idempotency;

import behflow.api.kernel.OwnerLock;
import behflow.api.kernel.PersonalCopies;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.kernel.RequestKeys;
import behflow.command.eventstore.EventRows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * {@code request_key}: which requests have a key, whether they stored anything, and how they were answered. The database's
 * clock is the only one it knows.
 *
 * <p>A claim is a row with a lease, which the node prolongs while it carries the request out. What the request stores marks
 * the row in the same transaction, and is refused where the row is no longer the request's. So a claim whose lease ran out is
 * taken over by another request only while nothing is stored, and whoever had it stores nothing any more.
 */
@Component
public class RequestKeyTable implements RequestKeys, PersonalCopies {

    // A time that moves while the statement runs would not go by the index of ages.
    private static final String OLD = "claimed_at < statement_timestamp() - interval '24 hours'";
    private static final String NOT_HELD = "(lease_until is null or lease_until < clock_timestamp())";
    private static final String FREE = "(" + NOT_HELD + " and (not stored and status is null or " + OLD + "))";

    private static final String LEASE = "clock_timestamp() + ? * interval '1 millisecond'";

    /** Behind an erasure that is under way, so that what is answered holds nothing which that takes away. */
    private static final String BEHIND_ERASURES = " from (select pg_advisory_xact_lock_shared(?)) as behind_erasures";

    private static final String MINE = " owner_id = ? and key_hash = ? and request_id = ?";

    private static final String INSERT =
            "insert into request_key (owner_id, key_hash, fingerprint, request_id, lease_until)"
                    + " select ?, ?, ?, ?, " + LEASE + BEHIND_ERASURES + " on conflict do nothing";

    private static final String TAKE_OVER =
            "update request_key set fingerprint = ?, request_id = ?, lease_until = " + LEASE
                    + ", claimed_at = clock_timestamp(), stored = false, correlation_id = null, erased = false, status = null,"
                    + " headers = null, body = null" + BEHIND_ERASURES + " where" + MINE + " and " + FREE;

    private static final String LOOK =
            "select request_id, " + FREE + ", fingerprint is null or fingerprint = ?, status,"
                    + " headers, body, " + NOT_HELD + ", coalesce(correlation_id, request_id)"
                    + " from request_key where owner_id = ? and key_hash = ?";

    private static final String MARK =
            "update request_key set stored = true, correlation_id = coalesce(correlation_id, ?) where" + MINE;

    /** Not once the account is erased: its rows went with it. */
    private static final String KEEP =
            "update request_key set status = ?, headers = ?, body = ?, lease_until = null where" + MINE
                    + " and not erased and exists (select 1 from account where user_id = owner_id)";

    /** Past rows that an append has in hand: who holds several and waits for others may wait in a circle. */
    private static final String PROLONG = "update request_key set lease_until = " + LEASE
            + " where ctid = any (array(select k.ctid from request_key k"
            + " join unnest(?, ?, ?) as mine (owner_id, key_hash, request_id) using (owner_id, key_hash, request_id)"
            + " where k.lease_until is not null for update of k skip locked))";

    // As an array the subquery runs once: joined, it may run again for each row, and take more than its limit.
    static final String FORGET = "delete from request_key where ctid = any (array(select ctid from request_key where "
            + OLD + " and " + NOT_HELD + " limit ? for update skip locked))";

    private static final int ROWS_AT_ONCE = 2_000;
    private static final int BEATS = 4;

    private final JdbcClient jdbc;
    private final Duration lease;
    private final Map<UUID, Held> inHand = new ConcurrentHashMap<>();

    /** A claim of a request that this node carries out. */
    private record Held(UUID owner, byte[] keyHash, long sinceNanos) {}

    /** @param lease a request whose node has not prolonged its claim for so long is taken for dead */
    RequestKeyTable(JdbcClient jdbc, @Value("${behflow.idempotency.lease:12s}") Duration lease) {
        this.jdbc = jdbc;
        this.lease = lease;
    }

    @Override
    public Claim claim(UUID userId, String key, byte[] fingerprint, UUID requestId) {
        Held held = new Held(userId, sha256(key), System.nanoTime());
        boolean claimed = jdbc.sql(INSERT)
                        .params(
                                userId,
                                held.keyHash,
                                fingerprint,
                                requestId,
                                lease.toMillis(),
                                OwnerLock.erasuresKey(userId))
                        .update()
                > 0;
        if (claimed) {
            inHand.put(requestId, held);
            return new Claim.Granted();
        }
        Found found = jdbc.sql(LOOK)
                .params(fingerprint, userId, held.keyHash)
                .query((row, n) -> found(row))
                .optional()
                .orElse(Found.MEANWHILE);
        if (found.holder == null) {
            return found.claim;
        }
        boolean takenOver = jdbc.sql(TAKE_OVER)
                        .params(
                                fingerprint,
                                requestId,
                                lease.toMillis(),
                                OwnerLock.erasuresKey(userId),
                                userId,
                                held.keyHash,
                                found.holder)
                        .update()
                > 0;
        if (takenOver) {
            inHand.put(requestId, held);
        }
        return takenOver ? new Claim.Granted() : Found.MEANWHILE.claim;
    }

    /**
     * What another request has left.
     *
     * @param holder whose row is free to be taken over; null where it is not
     */
    private record Found(@Nullable UUID holder, Claim claim) {

        /** Another request came or went in between: the next look says more. */
        private static final Found MEANWHILE = new Found(null, new Claim.Running());
    }

    private static Found found(ResultSet row) throws SQLException {
        if (row.getBoolean(2)) {
            return new Found(row.getObject(1, UUID.class), new Claim.Running());
        }
        if (!row.getBoolean(3)) {
            return new Found(null, new Claim.Taken());
        }
        byte[] body = row.getBytes(6);
        if (body != null) {
            return new Found(
                    null,
                    new Claim.Answered(new Answer(
                            row.getInt(4), headers((String[]) row.getArray(5).getArray()), body)));
        }
        return new Found(
                null, row.getBoolean(7) ? new Claim.Unanswered(row.getObject(8, UUID.class)) : new Claim.Running());
    }

    private static Map<String, String> headers(String[] namesAndValues) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    @Override
    public void keep(UUID requestId, Answer answer) {
        Held held = inHand.remove(requestId);
        if (held == null) {
            return;
        }
        String[] headers = answer.headers().entrySet().stream()
                .flatMap(header -> List.of(header.getKey(), header.getValue()).stream())
                .toArray(String[]::new);
        boolean kept = jdbc.sql(KEEP)
                        .params(answer.status(), headers, answer.body(), held.owner, held.keyHash, requestId)
                        .update()
                > 0;
        if (!kept) {
            end(held, requestId);
        }
    }

    @Override
    public void release(UUID requestId) {
        Held held = inHand.remove(requestId);
        if (held != null) {
            end(held, requestId);
        }
    }

    /** Each waits for an append that may still be under way. */
    private void end(Held held, UUID requestId) {
        for (String sql : List.of(
                "delete from request_key where" + MINE + " and not stored",
                "update request_key set lease_until = null where" + MINE)) {
            jdbc.sql(sql).params(held.owner, held.keyHash, requestId).update();
        }
    }

    /** Whether this node carries out any request with a key. */
    boolean anyInHand() {
        return !inHand.isEmpty();
    }

    /**
     * What is to be written with all that a request stores, so that it is never carried out again.
     *
     * @param correlationId of what is stored
     * @return empty where the request has no key, or is over
     */
    public Optional<EventRows> stored(UUID requestId, UUID correlationId) {
        Held held = inHand.get(requestId);
        return held == null
                ? Optional.empty()
                : Optional.of(connection -> mark(connection, held, requestId, correlationId));
    }

    /** As {@link #stored}, written in the caller's transaction. */
    public void markStored(UUID requestId, UUID correlationId) {
        Held held = inHand.get(requestId);
        if (held != null
                && jdbc.sql(MARK)
                                .params(correlationId, held.owner, held.keyHash, requestId)
                                .update()
                        == 0) {
            throw overtaken();
        }
    }

    private static void mark(Connection connection, Held held, UUID requestId, UUID correlationId) throws SQLException {
        try (PreparedStatement mark = connection.prepareStatement(MARK)) {
            mark.setObject(1, correlationId);
            mark.setObject(2, held.owner);
            mark.setBytes(3, held.keyHash);
            mark.setObject(4, requestId);
            if (mark.executeUpdate() == 0) {
                throw overtaken();
            }
        }
    }

    private static RejectedException overtaken() {
        return new RejectedException(
                RejectionCode.CONFLICT,
                "This request took too long, and another with its Idempotency-Key is carried out instead",
                List.of(),
                Duration.ofSeconds(1));
    }

    /** How often claims are prolonged. */
    Duration beat() {
        return lease.dividedBy(BEATS);
    }

    /** Prolongs the claims of this node, but those that were granted just now. */
    void prolong() {
        long now = System.nanoTime();
        List<Map.Entry<UUID, Held>> mine = inHand.entrySet().stream()
                .filter(claim -> now - claim.getValue().sinceNanos >= beat().toNanos())
                .toList();
        if (!mine.isEmpty()) {
            jdbc.sql(PROLONG)
                    .param(lease.toMillis())
                    .param(mine.stream().map(claim -> claim.getValue().owner).toArray(UUID[]::new))
                    .param(mine.stream().map(claim -> claim.getValue().keyHash).toArray(byte[][]::new))
                    .param(mine.stream().map(Map.Entry::getKey).toArray(UUID[]::new))
                    .update();
        }
    }

    /** Forgets keys after a day. */
    void forgetOld() {
        int forgotten = ROWS_AT_ONCE;
        while (forgotten == ROWS_AT_ONCE) {
            forgotten = jdbc.sql(FORGET).param(ROWS_AT_ONCE).update();
        }
    }

    @Override
    public void eraseOwner(Connection connection, UUID owner) throws SQLException {
        OwnerLock.erasing(connection, owner);
        execute(connection, "delete from request_key where owner_id = ?", owner);
    }

    /** Any answer may hold the text, and any request that is being carried out may have read it: none of them is kept. */
    @Override
    public void eraseSubject(Connection connection, UUID owner, UUID subjectId) throws SQLException {
        OwnerLock.erasing(connection, owner);
        execute(
                connection,
                "update request_key set erased = true, fingerprint = null, status = null, headers = null, body = null"
                        + " where owner_id = ?",
                owner);
    }

    private static void execute(Connection connection, String sql, UUID owner) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, owner);
            statement.executeUpdate();
        }
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
