package behflow.query.kernel;

import behflow.api.admin.Followers;
import behflow.api.admin.Projections;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RebuildLock;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** {@link Projections} over the inline projections, and the places of those that follow the log. One rebuild of a projection at a time, over all nodes. */
@Component
class ProjectionService implements Projections {

    private static final Logger LOG = LoggerFactory.getLogger(ProjectionService.class);

    private final DataSource dataSource;
    private final EventLog log;
    private final List<InlineProjection<?>> projections;
    private final Followers followers;

    /** @param followers the asynchronous ones */
    ProjectionService(DataSource dataSource, EventLog log, List<InlineProjection<?>> projections, Followers followers) {
        this.dataSource = dataSource;
        this.log = log;
        this.projections = projections;
        this.followers = followers;
    }

    @Override
    public List<Status> list() {
        try (Connection connection = dataSource.getConnection()) {
            long head = total(ProjectionRebuild.heads(connection));
            List<Status> all = new ArrayList<>();
            for (InlineProjection<?> projection : projections) {
                Progress rebuild =
                        RebuildRecord.read(connection, projection.table()).orElse(null);
                boolean running = rebuild != null && rebuild.state().equals("running");
                boolean failed = rebuild != null && rebuild.state().equals("failed");
                all.add(new Status(
                        projection.table(),
                        "inline",
                        running ? "rebuilding" : failed ? "failed" : "live",
                        head,
                        head,
                        0,
                        0,
                        rebuild));
            }
            all.addAll(followers.list());
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException("The projections could not be read", e);
        }
    }

    @Override
    public void startRebuild(String name) {
        InlineProjection<?> projection = find(name);
        HeldRebuild lock = HeldRebuild.take(dataSource, name);
        Thread thread = new Thread(
                () -> {
                    try (lock) {
                        rebuild(projection, progress -> {});
                    } catch (RuntimeException e) {
                        LOG.error("The rebuild of {} failed; the old table serves on", name, e);
                    }
                },
                "rebuild-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void rebuild(String name, Consumer<Progress> progress) {
        InlineProjection<?> projection = find(name);
        try (HeldRebuild lock = HeldRebuild.take(dataSource, name)) {
            rebuild(projection, progress);
        }
    }

    @Override
    public void back(String name) {
        InlineProjection<?> projection = find(name);
        try (HeldRebuild lock = HeldRebuild.take(dataSource, name)) {
            new ProjectionRebuild<>(dataSource, log, projection).back();
        } catch (SQLException e) {
            throw new IllegalStateException("Going back failed; the table that served serves on", e);
        }
    }

    @Override
    public void verify(@Nullable String name, Consumer<Progress> progress, Consumer<Difference> differences) {
        List<InlineProjection<?>> chosen = name == null ? projections : List.of(find(name));
        try (Connection connection = dataSource.getConnection()) {
            Map<UUID, Long> heads = ProjectionRebuild.heads(connection);
            for (InlineProjection<?> projection : chosen) {
                RebuildRecord record = RebuildRecord.unsaved(projection.table(), total(heads));
                long done = 0;
                for (UUID owner : owners(connection, projection, heads.keySet())) {
                    done += verify(connection, projection, owner, differences);
                    record.advance(done).ifPresent(progress);
                }
                progress.accept(record.finished());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The projections could not be verified", e);
        }
    }

    private void rebuild(InlineProjection<?> projection, Consumer<Progress> progress) {
        try (Connection connection = dataSource.getConnection()) {
            RebuildRecord record =
                    RebuildRecord.start(connection, projection.table(), total(ProjectionRebuild.heads(connection)));
            try {
                new ProjectionRebuild<>(dataSource, log, projection)
                        .run(done -> record.advance(done).ifPresent(now -> {
                            record.save(connection, now);
                            progress.accept(now);
                        }));
                Progress finished = record.finished();
                record.save(connection, finished);
                progress.accept(finished);
            } catch (SQLException | RuntimeException e) {
                record.save(connection, record.failed(String.valueOf(e.getMessage())));
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The rebuild failed; the old table serves on", e);
        }
    }

    /**
     * At one position: the rows and the head are read in one snapshot, and the events up to that head change by an erasure only;
     * where there was one meanwhile, all is looked at again.
     */
    private <R extends Row> long verify(
            Connection connection, InlineProjection<R> projection, UUID owner, Consumer<Difference> differences)
            throws SQLException {
        Map<UUID, R> actual;
        long head;
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        try {
            head = head(connection, owner);
            actual = projection.read(connection, projection.table(), rowIds(connection, projection, owner));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
            connection.setReadOnly(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        OwnerFold<R> fold = new OwnerFold<>(projection);
        long read = fold.fold(log, owner, 0, head, ids -> Map.of());
        Map<UUID, R> expected = fold.rows();
        if (!expected.equals(actual) && erasedSince(connection, owner, head)) {
            return verify(connection, projection, owner, differences);
        }
        Set<UUID> ids = new HashSet<>(expected.keySet());
        ids.addAll(actual.keySet());
        for (UUID id : ids) {
            R should = expected.get(id);
            R is = actual.get(id);
            if (should == null || !should.equals(is)) {
                differences.accept(new Difference(projection.table(), owner, id, text(should), text(is)));
            }
        }
        return read;
    }

    private static boolean erasedSince(Connection connection, UUID owner, long position) throws SQLException {
        return !ids(
                        connection,
                        "select event_id from eventstore.event where owner_id = ? and position > ? and type like '%.erased'",
                        owner,
                        position)
                .isEmpty();
    }

    private static @Nullable String text(@Nullable Object row) {
        return row == null ? null : row.toString();
    }

    private static long head(Connection connection, UUID owner) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select position from eventstore.log_head where owner_id = ?")) {
            statement.setObject(1, owner);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private static Set<UUID> rowIds(Connection connection, InlineProjection<?> projection, UUID owner)
            throws SQLException {
        return ids(
                connection,
                "select " + projection.idColumn() + " from " + projection.table() + " where owner_id = ?",
                owner);
    }

    /** Those with events, and those with rows that no event explains. */
    private static Set<UUID> owners(Connection connection, InlineProjection<?> projection, Set<UUID> known)
            throws SQLException {
        Set<UUID> owners = new HashSet<>(known);
        owners.addAll(ids(connection, "select distinct owner_id from " + projection.table()));
        return owners;
    }

    private static Set<UUID> ids(Connection connection, String sql, Object... parameters) throws SQLException {
        Set<UUID> ids = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getObject(1, UUID.class));
                }
            }
        }
        return ids;
    }

    private InlineProjection<?> find(String name) {
        return projections.stream()
                .filter(projection -> projection.table().equals(name))
                .findFirst()
                .orElseThrow(RejectedException::notFound);
    }

    private static long total(Map<UUID, Long> heads) {
        return heads.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Held on a connection of its own: a node that dies lets go of it. */
    private record HeldRebuild(Connection connection) implements AutoCloseable {

        static HeldRebuild take(DataSource dataSource, String name) {
            try {
                Connection connection = dataSource.getConnection();
                try (PreparedStatement statement =
                        connection.prepareStatement("select pg_try_advisory_lock(" + RebuildLock.KEY + ")")) {
                    statement.setString(1, name);
                    try (ResultSet row = statement.executeQuery()) {
                        row.next();
                        if (row.getBoolean(1)) {
                            return new HeldRebuild(connection);
                        }
                    }
                } catch (SQLException | RuntimeException e) {
                    connection.close();
                    throw e;
                }
                connection.close();
                throw RejectedException.conflict("This projection is being rebuilt already");
            } catch (SQLException e) {
                throw new IllegalStateException("The rebuild could not begin", e);
            }
        }

        @Override
        public void close() {
            try (connection;
                    PreparedStatement statement = connection.prepareStatement("select pg_advisory_unlock_all()")) {
                statement.execute();
            } catch (SQLException e) {
                throw new IllegalStateException("The rebuild's lock could not be given back", e);
            }
        }
    }

    /** Progress of one rebuild or verification; asked often, it answers about once a second. */
    private static final class RebuildRecord {
        private final String projection;
        private final long total;
        private final Instant startedAt = Instant.now();
        private Instant told = startedAt;
        private long done;

        private RebuildRecord(String projection, long total) {
            this.projection = projection;
            this.total = total;
        }

        static RebuildRecord unsaved(String projection, long total) {
            return new RebuildRecord(projection, total);
        }

        static RebuildRecord start(Connection connection, String projection, long total) {
            RebuildRecord record = new RebuildRecord(projection, total);
            record.save(connection, record.progress("running", null, null));
            return record;
        }

        Optional<Progress> advance(long events) {
            done = events;
            if (Duration.between(told, Instant.now()).toMillis() < 1_000) {
                return Optional.empty();
            }
            told = Instant.now();
            return Optional.of(progress("running", null, null));
        }

        Progress finished() {
            return progress("done", Instant.now(), null);
        }

        Progress failed(String error) {
            return progress("failed", Instant.now(), error);
        }

        private Progress progress(String state, @Nullable Instant finishedAt, @Nullable String error) {
            double seconds =
                    Math.max(0.001, Duration.between(startedAt, Instant.now()).toMillis() / 1000.0);
            double perSecond = done / seconds;
            Long left = done == 0 ? null : Math.round(Math.max(0, total - done) / perSecond);
            return new Progress(projection, state, done, total, perSecond, left, startedAt, finishedAt, error);
        }

        void save(Connection connection, Progress now) {
            try (PreparedStatement statement = connection.prepareStatement(
                    "insert into projection_rebuild (projection, state, done, total, started_at, finished_at, error)"
                            + " values (?, ?, ?, ?, ?, ?, ?) on conflict (projection) do update set"
                            + " state = excluded.state, done = excluded.done, total = excluded.total,"
                            + " started_at = excluded.started_at, finished_at = excluded.finished_at,"
                            + " error = excluded.error, updated_at = now()")) {
                statement.setString(1, now.projection());
                statement.setString(2, now.state());
                statement.setLong(3, now.done());
                statement.setLong(4, now.total());
                statement.setObject(5, now.startedAt().atOffset(java.time.ZoneOffset.UTC));
                statement.setObject(
                        6, now.finishedAt() == null ? null : now.finishedAt().atOffset(java.time.ZoneOffset.UTC));
                statement.setString(7, now.error());
                statement.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException("The progress of the rebuild could not be kept", e);
            }
        }

        /** A rebuild that says it runs and has not been heard of for a minute died with its node. */
        static Optional<Progress> read(Connection connection, String projection) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement("select case when state = 'running' and"
                    + " updated_at < now() - interval '1 minute' then 'failed' else state end, done, total, started_at,"
                    + " finished_at, coalesce(error, case when state = 'running' and updated_at < now() - interval"
                    + " '1 minute' then 'Its node died; start it again' end), updated_at"
                    + " from projection_rebuild where projection = ?")) {
                statement.setString(1, projection);
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    Instant started = row.getObject(4, OffsetDateTime.class).toInstant();
                    OffsetDateTime finished = row.getObject(5, OffsetDateTime.class);
                    Instant updated = row.getObject(7, OffsetDateTime.class).toInstant();
                    double seconds =
                            Math.max(0.001, Duration.between(started, updated).toMillis() / 1000.0);
                    double perSecond = row.getLong(2) / seconds;
                    Long left = perSecond > 0 && finished == null
                            ? Math.round((row.getLong(3) - row.getLong(2)) / perSecond)
                            : null;
                    return Optional.of(new Progress(
                            projection,
                            row.getString(1),
                            row.getLong(2),
                            row.getLong(3),
                            perSecond,
                            left,
                            started,
                            finished == null ? null : finished.toInstant(),
                            row.getString(6)));
                }
            }
        }
    }
}
