package behflow.command.eventstore;

import behflow.api.kernel.LogEntry;
import behflow.api.kernel.ParallelArrays;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.Row;
import behflow.command.eventstore.AppendTransaction.Refusal;
import behflow.command.eventstore.AppendTransaction.Result;
import behflow.command.eventstore.AppendTransaction.RowsHeldException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Units that are appended in one transaction, in two messages to the database. The first locks their owners' logs and asks where
 * these and the aggregates end, and for the rows that the events will change. Then the events get their places. The second
 * carries events, ends of logs, and rows.
 */
final class AppendBatch {

    /**
     * In a transaction that is the batch's alone: one plan for any number of rows, by index, which was not made for tables that
     * were empty.
     */
    private static final String PLANS = "select set_config('plan_cache_mode', 'force_generic_plan', true),"
            + " set_config('enable_seqscan', 'off', true); ";

    /** Numbers of the locks that others hold, none. The order of locks is that of the array. */
    private static final String WAIT =
            "select n from unnest(?::integer[]) n where pg_advisory_xact_lock((?::bigint[])[n]) is null";

    private static final String TRY =
            "select n from unnest(?::integer[]) n where not pg_try_advisory_xact_lock((?::bigint[])[n])";

    /**
     * Owners' locks come ahead of the transaction id, so that positions and (tx, idx) agree, and ahead of the clock, so that
     * whoever held one before has seen only earlier times. Of an aggregate no more is looked for than what the unit goes on from
     * and what has come since: an index is read by pages.
     */
    private static final String ENDS = "; select n, (select (extract(epoch from clock_timestamp()) * 1000000)::bigint),"
            + " (select pg_current_xact_id()::text::bigint + o.value from eventstore.transaction_offset o),"
            + " (select coalesce(current_setting('behflow.keep_times', true), '') = 'on'),"
            + " h.position, h.hash, h.timestamp_us, h.closed_at is not null,"
            + " (select e.sequence from eventstore.event e where e.subject_id = (?::uuid[])[n]"
            + " and e.sequence >= (?::bigint[])[n] - 1 order by e.sequence desc limit 1)"
            + " from unnest(?::integer[]) n left join eventstore.log_head h on h.owner_id = (?::uuid[])[n]";

    private static final String LOG_HEADS =
            "insert into eventstore.log_head as h (owner_id, position, hash, timestamp_us, last_tx)"
                    + " select (?::uuid[])[n], (?::bigint[])[n], (?::bytea[])[n], (?::bigint[])[n], (?::bigint[])[n]"
                    + " from unnest(?::integer[]) n"
                    + " on conflict (owner_id) do update set position = excluded.position, hash = excluded.hash,"
                    + " timestamp_us = excluded.timestamp_us, last_tx = excluded.last_tx"
                    + " where h.last_tx <= excluded.last_tx";

    private static final String EVENTS =
            "; insert into eventstore.event (owner_id, position, tx, idx, event_id, subject_id,"
                    + " sequence, type, revision, timestamp_us, payload, metadata, salt, commitment, hash, actor, user_id,"
                    + " correlation_id, causation_id, request_id, chat_session_id, message_id, execution_id, depth)"
                    + " select (?::uuid[])[n], (?::bigint[])[n], (?::bigint[])[n], (?::integer[])[n], (?::uuid[])[n], (?::uuid[])[n],"
                    + " (?::bigint[])[n], (?::text[])[n], (?::text[])[n], (?::bigint[])[n], (?::bytea[])[n], (?::bytea[])[n],"
                    + " (?::bytea[])[n], (?::bytea[])[n], (?::bytea[])[n], (?::text[])[n], (?::uuid[])[n],"
                    + " (?::uuid[])[n], (?::uuid[])[n], (?::uuid[])[n], (?::uuid[])[n], (?::uuid[])[n], (?::uuid[])[n],"
                    + " (?::smallint[])[n] from unnest(?::integer[]) n";

    /** Times that are further away from the database's are meant, where a connection keeps times. */
    private static final long MEANT_MICROS = 60_000_000;

    /** By owner. */
    private final List<AppendUnit> units;

    private final List<Aggregate> aggregates = new ArrayList<>();
    private final AffectedRows affected;
    private final Map<AppendUnit, Refusal> refused = new HashMap<>();
    private final Map<UUID, LogHead> heads = new LinkedHashMap<>();
    private final List<Placed> placed = new ArrayList<>();
    private final Map<AppendUnit, List<RecordedEvent>> recorded = new LinkedHashMap<>();

    AppendBatch(Collection<AppendUnit> units, InlineProjections projections) {
        this.units =
                units.stream().sorted(Comparator.comparing(AppendUnit::ownerId)).toList();
        for (AppendUnit unit : this.units) {
            Map<UUID, Long> first = new LinkedHashMap<>();
            unit.events().forEach(event -> first.merge(event.subjectId(), event.sequence(), Math::min));
            first.forEach((subject, sequence) -> aggregates.add(new Aggregate(unit, subject, sequence)));
        }
        this.affected = projections.affectedBy(this.units);
    }

    /** An aggregate that a unit changes, with the sequence of the unit's first event of it. */
    private record Aggregate(AppendUnit unit, UUID subject, long first) {}

    /** Where a log ends, and goes on to. */
    private static final class LogHead {
        private final UUID owner;
        private long position;
        private byte[] hash;
        private long timestampMicros;
        private boolean moved;

        private LogHead(UUID owner, long position, byte @Nullable [] hash, long timestampMicros) {
            this.owner = owner;
            this.position = position;
            this.hash = hash == null ? LogEntry.noHash() : hash;
            this.timestampMicros = timestampMicros;
        }
    }

    /** An event with its place. */
    private record Placed(
            AppendUnit unit, Appendable event, long position, long tx, int idx, long timestampMicros, byte[] hash) {

        RecordedEvent recorded() {
            return unit.recorded(event, position, timestampMicros);
        }
    }

    /**
     * The first message. Afterwards it is known what of the batch will be stored.
     *
     * @param wait  for owners whose log another transaction holds, or refuse those
     * @param alone whether the transaction is the batch's alone
     */
    void look(Connection connection, boolean wait, boolean alone) throws SQLException {
        List<Long> locks =
                units.stream().map(AppendUnit::lock).distinct().sorted().toList();
        String sql = (alone ? PLANS : "") + (wait ? WAIT : TRY) + ENDS + affected.queries();
        try (PreparedStatement ends = connection.prepareStatement(sql)) {
            int next = new ParallelArrays<>(ends, 1, locks)
                    .numbers()
                    .longs(lock -> lock)
                    .next();
            next = new ParallelArrays<>(ends, next, aggregates)
                    .ids(Aggregate::subject)
                    .longs(Aggregate::first)
                    .numbers()
                    .ids(aggregate -> aggregate.unit.ownerId())
                    .next();
            affected.bind(ends, next);
            ends.execute();
            if (alone) {
                ends.getMoreResults();
            }
            Set<Long> busy = new HashSet<>();
            try (ResultSet row = ends.getResultSet()) {
                while (row.next()) {
                    busy.add(locks.get(row.getInt(1) - 1));
                }
            }
            ends.getMoreResults();
            try (ResultSet row = ends.getResultSet()) {
                place(row, busy);
            }
            affected.read(ends);
        }
    }

    private void place(ResultSet row, Set<Long> busy) throws SQLException {
        int rows = 0;
        long now = 0;
        long tx = 0;
        boolean keepTimes = false;
        while (row.next()) {
            rows++;
            Aggregate aggregate = aggregates.get(row.getInt(1) - 1);
            now = row.getLong(2);
            tx = row.getLong(3);
            keepTimes = row.getBoolean(4);
            if (!heads.containsKey(aggregate.unit.ownerId())) {
                UUID owner = aggregate.unit.ownerId();
                heads.put(owner, new LogHead(owner, row.getLong(5), row.getBytes(6), row.getLong(7)));
            }
            boolean ended = row.getBoolean(8);
            long last = row.getLong(9);
            long next = row.wasNull() ? 0 : last + 1;
            if (busy.contains(aggregate.unit.lock())) {
                refused.put(aggregate.unit, Refusal.BUSY);
            } else if (ended) {
                refused.putIfAbsent(aggregate.unit, Refusal.ENDED);
            } else if (aggregate.first != next) {
                refused.putIfAbsent(aggregate.unit, Refusal.CONFLICT);
            }
        }
        if (rows != aggregates.size()) {
            throw new SQLException("The database told other ends of aggregates than it was asked for");
        }
        for (AppendUnit unit : units) {
            if (!refused.containsKey(unit)) {
                place(unit, now, tx, keepTimes);
            }
        }
    }

    private void place(AppendUnit unit, long now, long tx, boolean keepTimes) {
        LogHead head = heads.get(unit.ownerId());
        head.moved = true;
        List<RecordedEvent> events = new ArrayList<>(unit.events().size());
        for (Appendable event : unit.events()) {
            boolean meant = keepTimes && Math.abs(event.timestampMicros() - now) >= MEANT_MICROS;
            head.position++;
            head.timestampMicros = Math.max(head.timestampMicros, meant ? event.timestampMicros() : now);
            head.hash = LogEntry.sha256(LogEntry.entry(
                    head.owner, head.position, head.hash, event.identity(), head.timestampMicros, event.seal()));
            Placed at = new Placed(unit, event, head.position, tx, placed.size(), head.timestampMicros, head.hash);
            placed.add(at);
            events.add(at.recorded());
        }
        recorded.put(unit, events);
    }

    /** Whether there is nothing to write: every unit is refused. */
    boolean empty() {
        return placed.isEmpty();
    }

    /**
     * The second message, and what can't be sent with it.
     *
     * @param wait for rows of units that another transaction holds, or throw
     * @throws RowsHeldException where a unit can't be stored without waiting
     */
    void write(Connection connection, boolean wait) throws SQLException {
        if (empty()) {
            return;
        }
        affected.fold(placed.stream().map(Placed::recorded).toList());
        List<LogHead> moved = heads.values().stream().filter(head -> head.moved).toList();
        try (PreparedStatement write = connection.prepareStatement(LOG_HEADS + EVENTS + affected.writes())) {
            affected.bindWrites(write, bindEvents(write, bindHeads(write, moved)));
            write.execute();
            if (write.getUpdateCount() != moved.size()) {
                throw new SQLException("A log was moved by a later transaction", "40001");
            }
            write.getMoreResults();
            if (write.getUpdateCount() != placed.size()) {
                throw new SQLException("The database stored fewer events than it was given");
            }
        }
        affected.writeOthers(connection);
        for (AppendUnit unit : recorded.keySet()) {
            for (EventRows more : unit.rows()) {
                if (wait) {
                    more.write(connection);
                } else if (!more.tryWrite(connection)) {
                    throw new RowsHeldException(unit);
                }
            }
        }
    }

    private int bindHeads(PreparedStatement write, List<LogHead> moved) throws SQLException {
        long tx = placed.get(0).tx();
        return new ParallelArrays<>(write, 1, moved)
                .ids(head -> head.owner)
                .longs(head -> head.position)
                .bytes(head -> head.hash)
                .longs(head -> head.timestampMicros)
                .longs(head -> tx)
                .numbers()
                .next();
    }

    private int bindEvents(PreparedStatement write, int first) throws SQLException {
        return new ParallelArrays<>(write, first, placed)
                .ids(at -> at.unit.ownerId())
                .longs(Placed::position)
                .longs(Placed::tx)
                .ints(Placed::idx)
                .ids(at -> at.event.eventId())
                .ids(at -> at.event.subjectId())
                .longs(at -> at.event.sequence())
                .texts(at -> at.event.type())
                .texts(at -> at.event.revision())
                .longs(Placed::timestampMicros)
                .bytes(at -> at.event.payload())
                .bytes(at -> at.event.metadata())
                .bytes(at -> at.event.salt())
                .bytes(at -> at.event.commitment())
                .bytes(Placed::hash)
                .texts(at -> at.event.origin().actor().wire())
                .ids(at -> at.event.origin().userId())
                .ids(at -> at.event.origin().correlationId())
                .ids(at -> at.event.origin().causationId())
                .ids(at -> at.event.origin().requestId())
                .ids(at -> at.event.origin().chatSessionId())
                .ids(at -> at.event.origin().messageId())
                .ids(at -> at.event.origin().executionId())
                .shorts(at -> (short) at.event.origin().depth())
                .numbers()
                .next();
    }

    /** What became of each unit. */
    Map<AppendUnit, Result> results() {
        Map<AppendUnit, Result> results = new HashMap<>();
        List<Row> rows = affected.written();
        recorded.forEach((unit, events) -> results.put(unit, new Result(new Appended(events, rows), null)));
        refused.forEach((unit, refusal) -> results.put(unit, new Result(null, refusal)));
        return results;
    }
}
