package behflow.command.eventstore;

import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.Row;
import behflow.api.kernel.RowQuery;
import behflow.api.kernel.RowWrite;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of inline projections that some events change. They are read as they are before, along with something else in one
 * round trip or on their own; then the events are folded onto them, and they are written, along with something else or on their
 * own: one write for each projection.
 */
final class AffectedRows {

    /** More are written on their own: a statement of arrays costs the square of their length. */
    private static final int MANY = 128;

    private final List<OfProjection<?>> all = new ArrayList<>();

    AffectedRows(List<InlineProjection<?>> projections) {
        projections.forEach(projection -> all.add(new OfProjection<>(projection)));
    }

    /** Adds what an event changes; only what it is about is looked at, it may have no position yet. */
    void add(RecordedEvent event) {
        all.forEach(rows -> rows.add(event));
    }

    /** The queries, each behind a semicolon. */
    String queries() {
        return asked().map(rows -> "; " + rows.query().sql()).collect(Collectors.joining());
    }

    /** @param parameter the first of the queries */
    void bind(PreparedStatement statement, int parameter) throws SQLException {
        int next = parameter;
        for (OfProjection<?> rows : asked().toList()) {
            rows.query().bind(statement, next++);
        }
    }

    /** Reads from the results behind the present one. */
    void read(Statement statement) throws SQLException {
        for (OfProjection<?> rows : asked().toList()) {
            if (!statement.getMoreResults()) {
                throw new SQLException("The database answered without the rows that it was asked for");
            }
            try (ResultSet row = statement.getResultSet()) {
                rows.read(row);
            }
        }
    }

    /** Reads them on their own. */
    void read(Connection connection) throws SQLException {
        for (OfProjection<?> rows : asked().toList()) {
            rows.read(connection);
        }
    }

    /** @param events those that are stored */
    void fold(List<RecordedEvent> events) {
        all.forEach(rows -> rows.fold(events));
    }

    /** The writes that can be sent along, each behind a semicolon. */
    String writes() {
        return sentAlong().map(OfProjection::writeSql).collect(Collectors.joining());
    }

    /** @param parameter the first of the writes */
    void bindWrites(PreparedStatement statement, int parameter) throws SQLException {
        int next = parameter;
        for (OfProjection<?> rows : sentAlong().toList()) {
            next = rows.bindWrite(statement, next);
        }
    }

    /** Writes what can't be sent along. */
    void writeOthers(Connection connection) throws SQLException {
        for (OfProjection<?> rows : all) {
            rows.write(connection, !rows.sentAlong());
        }
    }

    /** Writes all on their own. */
    void write(Connection connection) throws SQLException {
        for (OfProjection<?> rows : all) {
            rows.write(connection, true);
        }
    }

    /** The rows as the events have made them, those that there are. */
    List<Row> written() {
        return all.stream().<Row>flatMap(rows -> rows.upserts.stream()).toList();
    }

    private Stream<OfProjection<?>> asked() {
        return all.stream().filter(rows -> !rows.known.isEmpty());
    }

    private Stream<OfProjection<?>> sentAlong() {
        return all.stream().filter(rows -> rows.sentAlong() && !rows.upserts.isEmpty());
    }

    private static final class OfProjection<R extends Row> {

        private final InlineProjection<R> projection;
        private final @Nullable RowWrite<R> along;
        /** Those that the events make. */
        private final Set<UUID> fresh = new HashSet<>();
        /** Those that may be there already. */
        private final Set<UUID> known = new HashSet<>();

        private final Map<UUID, R> before = new HashMap<>();
        private final List<R> upserts = new ArrayList<>();
        private final List<UUID> deletes = new ArrayList<>();

        OfProjection(InlineProjection<R> projection) {
            this.projection = projection;
            this.along = projection.rowWrite();
        }

        void add(RecordedEvent event) {
            if (!projection.accepts(event.payload())) {
                return;
            }
            UUID id = projection.rowId(event);
            if (event.sequence() == 0 && id.equals(event.subjectId())) {
                fresh.add(id);
            } else if (!fresh.contains(id)) {
                known.add(id);
            }
        }

        RowQuery<R> query() {
            return new RowQuery<>(projection, projection.table(), known);
        }

        void read(ResultSet row) throws SQLException {
            before.putAll(query().rows(row));
        }

        void read(Connection connection) throws SQLException {
            before.putAll(query().run(connection));
        }

        void fold(List<RecordedEvent> events) {
            Map<UUID, @Nullable R> after = new LinkedHashMap<>();
            for (RecordedEvent event : events) {
                if (projection.accepts(event.payload())) {
                    UUID id = projection.rowId(event);
                    R row = after.containsKey(id) ? after.get(id) : before.get(id);
                    after.put(id, projection.fold(row, event));
                }
            }
            after.forEach((id, row) -> {
                if (row != null) {
                    upserts.add(row);
                } else if (before.containsKey(id)) {
                    deletes.add(id);
                }
            });
        }

        boolean sentAlong() {
            return along != null && upserts.size() <= MANY;
        }

        String writeSql() {
            return along == null ? "" : "; " + along.sql(projection.table());
        }

        int bindWrite(PreparedStatement statement, int first) throws SQLException {
            return along == null ? first : along.bind(statement, first, upserts);
        }

        void write(Connection connection, boolean upsertsToo) throws SQLException {
            if (upsertsToo && !upserts.isEmpty()) {
                projection.write(connection, projection.table(), upserts);
            }
            if (!deletes.isEmpty()) {
                projection.delete(connection, projection.table(), deletes);
            }
        }
    }
}
