package behflow.command.eventstore;

import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.Row;
import behflow.api.kernel.RowQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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
 * The rows of inline projections that some events change. They are read as they are before, along with the append in one round
 * trip or on their own, then the events are folded onto them, and they are written: one write for each projection.
 */
final class AffectedRows {

    private final List<OfProjection<?>> all;

    private AffectedRows(List<OfProjection<?>> all) {
        this.all = all;
    }

    /** @param events of which only what they are about is looked at: they may have no position yet */
    static AffectedRows of(List<InlineProjection<?>> projections, List<RecordedEvent> events) {
        List<OfProjection<?>> all = new ArrayList<>();
        for (InlineProjection<?> projection : projections) {
            if (events.stream().anyMatch(event -> projection.accepts(event.payload()))) {
                all.add(new OfProjection<>(projection, events));
            }
        }
        return new AffectedRows(all);
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
                throw new SQLException("The append answered without the rows that it changes");
            }
            try (ResultSet row = statement.getResultSet()) {
                rows.read(row);
            }
        }
    }

    /** Reads them on their own. */
    AffectedRows read(Connection connection) throws SQLException {
        for (OfProjection<?> rows : asked().toList()) {
            rows.read(connection);
        }
        return this;
    }

    /**
     * Folds the events onto the rows and writes these.
     *
     * @param events those that were stored
     * @return the rows as written
     */
    List<Row> write(Connection connection, List<RecordedEvent> events) throws SQLException {
        List<Row> written = new ArrayList<>();
        for (OfProjection<?> rows : all) {
            rows.write(connection, events, written);
        }
        return written;
    }

    private Stream<OfProjection<?>> asked() {
        return all.stream().filter(rows -> !rows.known.isEmpty());
    }

    private static final class OfProjection<R extends Row> {

        private final InlineProjection<R> projection;
        /** Those that may be there already. */
        private final Set<UUID> known = new HashSet<>();

        private Map<UUID, R> before = Map.of();

        OfProjection(InlineProjection<R> projection, List<RecordedEvent> events) {
            this.projection = projection;
            Set<UUID> fresh = new HashSet<>();
            for (RecordedEvent event : events) {
                if (projection.accepts(event.payload())) {
                    UUID row = projection.rowId(event);
                    if (event.sequence() == 0 && row.equals(event.subjectId())) {
                        fresh.add(row);
                    } else if (!fresh.contains(row)) {
                        known.add(row);
                    }
                }
            }
        }

        RowQuery<R> query() {
            return new RowQuery<>(projection, projection.table(), known);
        }

        void read(ResultSet row) throws SQLException {
            before = query().rows(row);
        }

        void read(Connection connection) throws SQLException {
            before = query().run(connection);
        }

        void write(Connection connection, List<RecordedEvent> events, List<Row> written) throws SQLException {
            Map<UUID, @Nullable R> after = new LinkedHashMap<>();
            for (RecordedEvent event : events) {
                if (projection.accepts(event.payload())) {
                    UUID id = projection.rowId(event);
                    R row = after.containsKey(id) ? after.get(id) : before.get(id);
                    after.put(id, projection.fold(row, event));
                }
            }
            List<R> upserts = new ArrayList<>();
            List<UUID> deletes = new ArrayList<>();
            after.forEach((id, row) -> {
                if (row != null) {
                    upserts.add(row);
                } else if (before.containsKey(id)) {
                    deletes.add(id);
                }
            });
            if (!upserts.isEmpty()) {
                projection.write(connection, projection.table(), upserts);
                written.addAll(upserts);
            }
            if (!deletes.isEmpty()) {
                projection.delete(connection, projection.table(), deletes);
            }
        }
    }
}
