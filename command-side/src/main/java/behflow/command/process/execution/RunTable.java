package behflow.command.process.execution;

import behflow.api.process.OverlapPolicy;
import behflow.api.process.RunCause;
import behflow.command.eventstore.EventRows;
import behflow.command.idempotency.RequestKeyTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** {@code process.run}: which runs wait, which go on, and on which node. The database's clock is the only one it knows. */
@Component
public class RunTable {

    private static final String COLUMNS =
            "execution_id, owner_id, process_id, cause, condition, causation_id, request_id,"
                    + " depth, urgent, attempt, cancel";

    private static final String CLAIMED =
            COLUMNS + ", exists (select 1 from account where user_id = owner_id and not active)";

    private static final String INSERT =
            "insert into process.run (execution_id, owner_id, process_id, cause, condition, causation_id, request_id,"
                    + " depth, urgent) select * from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::boolean[],"
                    + " ?::uuid[], ?::uuid[], ?::integer[], ?::boolean[]) on conflict do nothing";

    /** First in line for its owner and process, none of which runs. */
    private static final String FIRST_IN_LINE = "not r.running and not exists (select 1 from process.run o"
            + " where o.owner_id = r.owner_id and o.process_id = r.process_id"
            + " and (o.running or (o.requested_at, o.execution_id) < (r.requested_at, r.execution_id)))";

    // As an array the subquery runs once: joined, it may run again for each row, and take more than its limit.
    private static final String TAKE = "update process.run u set running = true, node = ?, attempt = u.attempt + 1,"
            + " lease_until = clock_timestamp() + ? * interval '1 second' where u.execution_id = any (array("
            + "select r.execution_id from process.run r where ";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final RequestKeyTable keys;
    private final Duration lease;
    private final JsonMapper json = JsonMapper.builder().build();

    /** @param lease a node that has not prolonged its lease for so long is taken for dead */
    RunTable(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            RequestKeyTable keys,
            @Value("${behflow.processes.lease:12s}") Duration lease) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.keys = keys;
        this.lease = lease;
    }

    /** How long a node may be silent. */
    Duration lease() {
        return lease;
    }

    /** What became of a request. */
    public sealed interface Acceptance {

        /** It waits for a worker, or for the one before it to end; {@code cancelled} are to end for its sake. */
        record Accepted(List<UUID> cancelled) implements Acceptance {}

        /** It has begun already, or is over. */
        record Known() implements Acceptance {}

        /** It does not take place, because its owner's account is disabled. */
        record Disabled() implements Acceptance {}

        /** It does not take place, because of a run that goes on or waits. */
        record Overlaps(UUID running) implements Acceptance {}
    }

    /** A request, and the policy of its process. */
    public record Asked(RunRequest request, OverlapPolicy policy) {}

    /** Accepts a request by the overlap policy. The same request again is accepted again, and is still one run. */
    public Acceptance accept(RunRequest request, OverlapPolicy policy) {
        return accept(List.of(new Asked(request, policy))).get(0);
    }

    /**
     * Accepts requests, one after the other: all of them or, where something breaks, none. Locks are taken in order, so that nodes
     * that accept many at a time never wait for each other in a circle.
     *
     * @return what became of each
     */
    List<Acceptance> accept(List<Asked> asked) {
        UUID[] owners = asked.stream().map(a -> a.request().ownerId()).toArray(UUID[]::new);
        UUID[] processes = asked.stream().map(a -> a.request().processId()).toArray(UUID[]::new);
        return inTransaction(() -> {
            jdbc.sql("select pg_advisory_xact_lock(a, b) from (select hashtext(o::text) a, hashtext(p::text) b"
                            + " from unnest(?, ?) as r (o, p) order by a, b offset 0) as in_order")
                    .params(owners, processes)
                    .query()
                    .listOfRows();
            Map<List<UUID>, List<Overlap.InHand>> inHand = new HashMap<>();
            jdbc.sql("select execution_id, running, cause like '%\"event\"%', owner_id, process_id from process.run"
                            + " where (owner_id, process_id) in (select o, p from unnest(?, ?) as r (o, p))"
                            + " and not (cancel and not running) order by requested_at, execution_id")
                    .params(owners, processes)
                    .query((ResultSet row) -> {
                        inHand.computeIfAbsent(
                                        List.of(row.getObject(4, UUID.class), row.getObject(5, UUID.class)),
                                        key -> new ArrayList<>())
                                .add(new Overlap.InHand(
                                        row.getObject(1, UUID.class), row.getBoolean(2), row.getBoolean(3)));
                    });
            List<RunRequest> inLine = new ArrayList<>();
            // In order of owners, as the rows of runs that end are locked.
            SortedMap<UUID, List<UUID>> cancelled = new TreeMap<>();
            List<Acceptance> acceptances = new ArrayList<>();
            for (Asked one : asked) {
                RunRequest request = one.request();
                List<Overlap.InHand> others = inHand.computeIfAbsent(
                        List.of(request.ownerId(), request.processId()), key -> new ArrayList<>());
                Acceptance acceptance = decide(request, one.policy(), others);
                if (acceptance instanceof Acceptance.Accepted accepted) {
                    cancelled
                            .computeIfAbsent(request.ownerId(), owner -> new ArrayList<>())
                            .addAll(accepted.cancelled());
                    inLine.add(request);
                    others.add(new Overlap.InHand(
                            request.executionId(), false, request.cause().kind() == RunCause.Kind.EVENT));
                }
                acceptances.add(acceptance);
            }
            insert(inLine);
            // What a request with a key asks for by hand is not asked for again, whatever becomes of the request.
            inLine.stream()
                    .filter(request -> request.cause().kind() == RunCause.Kind.MANUAL)
                    .forEach(request -> keys.markStored(request.requestId(), request.executionId()));
            cancelled.values().forEach(ids -> ids.forEach(this::cancel));
            return acceptances;
        });
    }

    private static Acceptance decide(RunRequest request, OverlapPolicy policy, List<Overlap.InHand> others) {
        boolean known = others.stream().anyMatch(o -> o.executionId().equals(request.executionId()));
        if (others.isEmpty() || known) {
            return new Acceptance.Accepted(List.of());
        }
        Overlap overlap = Overlap.of(policy, request.cause().kind() == RunCause.Kind.EVENT, others);
        return overlap.accepted()
                ? new Acceptance.Accepted(overlap.cancelled())
                : new Acceptance.Overlaps(others.get(0).executionId());
    }

    private void insert(List<RunRequest> requests) {
        if (requests.isEmpty()) {
            return;
        }
        jdbc.sql(INSERT)
                .param(requests.stream().map(RunRequest::executionId).toArray(UUID[]::new))
                .param(requests.stream().map(RunRequest::ownerId).toArray(UUID[]::new))
                .param(requests.stream().map(RunRequest::processId).toArray(UUID[]::new))
                .param(requests.stream()
                        .map(request -> json.writeValueAsString(request.cause()))
                        .toArray(String[]::new))
                .param(requests.stream().map(RunRequest::condition).toArray(Boolean[]::new))
                .param(requests.stream().map(RunRequest::causationId).toArray(UUID[]::new))
                .param(requests.stream().map(RunRequest::requestId).toArray(UUID[]::new))
                .param(requests.stream().map(RunRequest::depth).toArray(Integer[]::new))
                .param(requests.stream().map(RunRequest::urgent).toArray(Boolean[]::new))
                .update();
    }

    /** Takes this run if it is first in line. */
    Optional<ClaimedRun> take(UUID node, UUID executionId) {
        return take(jdbc.sql(TAKE + "r.execution_id = ? and " + FIRST_IN_LINE + " for update skip locked)) returning "
                                + CLAIMED)
                        .param(node)
                        .param(lease.toSeconds())
                        .param(executionId))
                .stream()
                .findFirst();
    }

    /** Takes up to {@code limit} runs that are first in line, those for which someone waits ahead. */
    List<ClaimedRun> takeNext(UUID node, int limit) {
        return take(jdbc.sql(TAKE + FIRST_IN_LINE
                        + " order by r.urgent desc, r.requested_at limit ? for update skip locked)) returning "
                        + CLAIMED)
                .param(node)
                .param(lease.toSeconds())
                .param(limit));
    }

    private List<ClaimedRun> take(JdbcClient.StatementSpec statement) {
        try {
            return planned(() -> statement.query((row, n) -> claimed(row)).list());
        } catch (DuplicateKeyException e) {
            // Another node took the run before it in line meanwhile; next time.
            return List.of();
        }
    }

    /**
     * Prolongs leases of a node. What is missing in the answer is no longer the node's; true means: to be cancelled, by someone or
     * because its owner's account was disabled.
     */
    Map<UUID, Boolean> prolong(UUID node, Collection<UUID> executionIds) {
        Map<UUID, Boolean> held = new HashMap<>();
        for (UUID id : executionIds) {
            // Each for itself: whoever holds several rows while it waits for others may wait in a circle.
            jdbc.sql("update process.run set lease_until = clock_timestamp() + ? * interval '1 second'"
                            + " where execution_id = ? and node = ? and running returning cancel"
                            + " or exists (select 1 from account where user_id = owner_id and not active)")
                    .params(lease.toSeconds(), id, node)
                    .query(Boolean.class)
                    .optional()
                    .ifPresent(cancel -> held.put(id, cancel));
        }
        return held;
    }

    /** Puts runs of nodes that died back in line. */
    int reap() {
        return jdbc.sql("update process.run set running = false, node = null, lease_until = null, urgent = true"
                        + " where execution_id = any (array(select execution_id from process.run"
                        + " where running and lease_until < clock_timestamp() for update skip locked))")
                .update();
    }

    /** Puts a run back in line that this node will not finish, without holding it against the run. */
    void handBack(UUID node, UUID executionId) {
        jdbc.sql("update process.run set running = false, node = null, lease_until = null, attempt = attempt - 1,"
                        + " urgent = true where execution_id = ? and node = ?")
                .param(executionId)
                .param(node)
                .update();
    }

    /** It is over: in the transaction of its last event. */
    static EventRows removal(UUID executionId) {
        return new Removal(executionId);
    }

    private record Removal(UUID executionId) implements EventRows {

        private static final String DELETE = "delete from process.run where execution_id = ?";
        /** Past a row that is held by whoever accepts another request and cancels this run for it. */
        private static final String DELETE_FREE = "delete from process.run where execution_id = any (array("
                + "select execution_id from process.run where execution_id = ? for update skip locked))";

        private static final String IS_THERE = "select from process.run where execution_id = ?";

        @Override
        public void write(Connection connection) throws SQLException {
            execute(connection, DELETE);
        }

        @Override
        public boolean tryWrite(Connection connection) throws SQLException {
            return execute(connection, DELETE_FREE) > 0 || !isThere(connection);
        }

        private int execute(Connection connection, String delete) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(delete)) {
                statement.setObject(1, executionId);
                return statement.executeUpdate();
            }
        }

        private boolean isThere(Connection connection) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(IS_THERE)) {
                statement.setObject(1, executionId);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next();
                }
            }
        }
    }

    /** It is over. */
    void remove(UUID executionId) {
        jdbc.sql("delete from process.run where execution_id = ?")
                .param(executionId)
                .update();
    }

    /** What it was asked for by, if it is in line. */
    Optional<RunRequest> waiting(UUID executionId) {
        return jdbc.sql("select " + COLUMNS + " from process.run where execution_id = ? and not running")
                .param(executionId)
                .query((row, n) -> request(row))
                .optional();
    }

    /** It is over before it began. */
    void removeWaiting(UUID executionId) {
        jdbc.sql("delete from process.run where execution_id = ? and not running")
                .param(executionId)
                .update();
    }

    /** It is to end. */
    boolean cancel(UUID executionId) {
        return jdbc.sql("update process.run set cancel = true where execution_id = ?")
                        .param(executionId)
                        .update()
                > 0;
    }

    /**
     * Whether more runs than that wait, over all nodes: one of each owner and process, because those behind it are in nobody's way.
     */
    public boolean lineIsLongerThan(int runs) {
        // From one owner and process to the next, by the index: a long line of one is not read.
        return planned(() -> jdbc.sql(
                        "with recursive first_in_line as ((select owner_id, process_id from process.run where not running"
                                + " order by owner_id, process_id limit 1) union all select n.owner_id, n.process_id"
                                + " from first_in_line f cross join lateral (select r.owner_id, r.process_id from process.run r"
                                + " where not r.running and (r.owner_id, r.process_id) > (f.owner_id, f.process_id)"
                                + " order by r.owner_id, r.process_id limit 1) n)"
                                + " select count(*) > ? from (select 1 from first_in_line limit ?) waiting")
                .params(runs, runs + 1)
                .query(Boolean.class)
                .single());
    }

    /** How many runs wait or go on, over all nodes. */
    public long inHand() {
        return jdbc.sql("select count(*) from process.run").query(Long.class).single();
    }

    /** Those that wait or go on, among these. */
    Set<UUID> among(Collection<UUID> executionIds) {
        return new HashSet<>(jdbc.sql("select execution_id from process.run where execution_id = any (?)")
                .param(executionIds.toArray(UUID[]::new))
                .query(UUID.class)
                .list());
    }

    private ClaimedRun claimed(ResultSet row) throws SQLException {
        return new ClaimedRun(request(row), row.getInt(10), row.getBoolean(11), row.getBoolean(12));
    }

    private RunRequest request(ResultSet row) throws SQLException {
        Boolean condition = row.getObject(5, Boolean.class);
        return new RunRequest(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, UUID.class),
                json.readValue(row.getString(4), RunCause.class),
                condition,
                row.getObject(6, UUID.class),
                row.getObject(7, UUID.class),
                row.getInt(8),
                row.getBoolean(9));
    }

    /** A plan that was made while nobody waited reads the whole table, and would stick to its connection. */
    private <T> T planned(Supplier<T> work) {
        return inTransaction(() -> {
            jdbc.sql("set local plan_cache_mode = force_custom_plan").update();
            return work.get();
        });
    }

    private <T> T inTransaction(Supplier<T> work) {
        List<T> result = new ArrayList<>(1);
        transactions.executeWithoutResult(status -> result.add(work.get()));
        return result.get(0);
    }
}
