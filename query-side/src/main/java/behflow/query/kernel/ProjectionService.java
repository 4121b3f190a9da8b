package behflow.query.kernel;

import behflow.api.admin.Followers;
import behflow.api.admin.Projections;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RebuildLock;
import behflow.api.kernel.RejectedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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

/**
 * {@link Projections} over the inline projections and those that follow the log. One rebuild of a projection at a time, over all
 * nodes.
 */
@Component
class ProjectionService implements Projections {

    private static final Logger LOG = LoggerFactory.getLogger(ProjectionService.class);

    private final DataSource dataSource;
    private final EventLog log;
    private final List<Rebuildable> projections = new ArrayList<>();
    private final Followers followers;

    /**
     * @param inline    those that are one table, written with their events
     * @param others    those that know themselves how they are made anew
     * @param followers how far the asynchronous ones are
     */
    ProjectionService(
            DataSource dataSource,
            EventLog log,
            List<InlineProjection<?>> inline,
            List<Rebuildable> others,
            Followers followers) {
        this.dataSource = dataSource;
        this.log = log;
        inline.forEach(projection -> projections.add(new InlineRebuildable<>(projection)));
        projections.addAll(others);
        this.followers = followers;
    }

    @Override
    public List<Status> list() {
        try (Connection connection = dataSource.getConnection()) {
            long head = total(ProjectionRebuild.heads(connection));
            Map<String, Status> all = new LinkedHashMap<>();
            for (Rebuildable projection : projections) {
                String kind = projection.inline() ? "inline" : "async";
                all.put(projection.name(), new Status(projection.name(), kind, "live", head, head, 0, 0, null));
            }
            followers.list().forEach(status -> all.put(status.name(), status));
            for (Rebuildable projection : projections) {
                Optional<Progress> rebuild = RebuildRecord.read(connection, projection.name());
                all.computeIfPresent(
                        projection.name(),
                        (name, status) ->
                                rebuild.map(last -> rebuilt(status, last)).orElse(status));
            }
            return List.copyOf(all.values());
        } catch (SQLException e) {
            throw new IllegalStateException("The projections could not be read", e);
        }
    }

    private static Status rebuilt(Status status, Progress last) {
        String state = switch (last.state()) {
            case "running" -> "rebuilding";
            case "failed" -> "failed";
            default -> status.state();
        };
        return new Status(
                status.name(),
                status.kind(),
                state,
                status.position(),
                status.head(),
                status.lag(),
                status.deadLetters(),
                last);
    }

    @Override
    public void startRebuild(String name) {
        Rebuildable projection = find(name);
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
        Rebuildable projection = find(name);
        try (HeldRebuild lock = HeldRebuild.take(dataSource, name)) {
            rebuild(projection, progress);
        }
    }

    @Override
    public void back(String name) {
        Rebuildable projection = find(name);
        try (HeldRebuild lock = HeldRebuild.take(dataSource, name)) {
            projection.back(dataSource, log);
        } catch (SQLException e) {
            throw new IllegalStateException("Going back failed; the table that served serves on", e);
        }
    }

    @Override
    public void verify(@Nullable String name, Consumer<Progress> progress, Consumer<Difference> differences) {
        List<Rebuildable> chosen = name == null ? projections : List.of(find(name));
        try (Connection connection = dataSource.getConnection()) {
            Map<UUID, Long> heads = ProjectionRebuild.heads(connection);
            for (Rebuildable projection : chosen) {
                RebuildRecord record = RebuildRecord.unsaved(projection.name(), total(projection, heads));
                long done = 0;
                Set<UUID> owners = new HashSet<>(heads.keySet());
                owners.addAll(projection.owners(connection));
                for (UUID owner : owners) {
                    done += projection.verify(connection, log, owner, differences);
                    record.advance(done).ifPresent(progress);
                }
                progress.accept(record.finished());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The projections could not be verified", e);
        }
    }

    private void rebuild(Rebuildable projection, Consumer<Progress> progress) {
        try (Connection connection = dataSource.getConnection()) {
            RebuildRecord record = RebuildRecord.start(
                    connection, projection.name(), total(projection, ProjectionRebuild.heads(connection)));
            try {
                projection.rebuild(
                        dataSource,
                        log,
                        done -> record.advance(done).ifPresent(now -> {
                            record.save(connection, now);
                            progress.accept(now);
                        }));
                Progress finished = record.finished();
                record.save(connection, finished);
                progress.accept(finished);
            } catch (SQLException | RuntimeException e) {
                try {
                    record.save(connection, record.failed(String.valueOf(e.getMessage())));
                } catch (RuntimeException unsaved) {
                    e.addSuppressed(unsaved);
                }
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The rebuild failed; the old table serves on", e);
        }
    }

    private Rebuildable find(String name) {
        return projections.stream()
                .filter(projection -> projection.name().equals(name))
                .findFirst()
                .orElseThrow(RejectedException::notFound);
    }

    private static long total(Rebuildable projection, Map<UUID, Long> heads) {
        Map<UUID, Long> accepted = new HashMap<>(heads);
        accepted.keySet().removeIf(owner -> !projection.accepts(owner));
        return total(accepted);
    }

    private static long total(Map<UUID, Long> heads) {
        return heads.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Held on a connection of its own: a node that dies lets go of it. */
    private record HeldRebuild(Connection connection) implements AutoCloseable {

        /** Whether any node has it. */
        static boolean isHeld(Connection connection, String name) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement("select exists (select from pg_locks"
                    + " where locktype = 'advisory' and objsubid = 1 and granted and mode = 'ExclusiveLock'"
                    + " and database = (select oid from pg_database where datname = current_database())"
                    + " and (classid::bigint << 32 | objid::bigint) = " + RebuildLock.KEY + ")")) {
                statement.setString(1, name);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        }

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

        /** A rebuild that says it runs, and has not its lock, died with its node. */
        static Optional<Progress> read(Connection connection, String projection) throws SQLException {
            Optional<Progress> last = row(connection, projection);
            if (last.filter(RebuildRecord::runs).isEmpty() || HeldRebuild.isHeld(connection, projection)) {
                return last;
            }
            // Who ends in good order says so first: it may have ended just now.
            return row(connection, projection).map(progress -> runs(progress) ? dead(progress) : progress);
        }

        private static boolean runs(Progress progress) {
            return progress.state().equals("running");
        }

        private static Progress dead(Progress progress) {
            return new Progress(
                    progress.projection(),
                    "failed",
                    progress.done(),
                    progress.total(),
                    progress.perSecond(),
                    null,
                    progress.startedAt(),
                    null,
                    "Its node died; start it again");
        }

        private static Optional<Progress> row(Connection connection, String projection) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement("select state, done, total, started_at,"
                    + " finished_at, error, updated_at from projection_rebuild where projection = ?")) {
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
