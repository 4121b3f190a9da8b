package behflow.command.process.schedule;

import behflow.api.kernel.Ids;
import behflow.api.kernel.PersonalCopies;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** {@code process.timer}. */
@Component
class TimerTable implements PersonalCopies {

    private static final String COLUMNS = "process_id, zone, owner_id, timing, done_until, next_due";

    private final JdbcClient jdbc;

    TimerTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Up to {@code limit} that are due and that nobody else is deciding on, locked in the caller's transaction. */
    List<Timer> lockDue(Instant now, int limit) {
        return jdbc.sql(
                        "select " + COLUMNS + " from process.timer where next_due <= ?"
                                + " and (held_until is null or held_until <= ?) order by next_due limit ? for update skip locked")
                .params(utc(now), utc(now), limit)
                .query((row, n) -> timer(row))
                .list();
    }

    /** All times up to {@code until} of these are decided; each is due next at its instant, or never again. */
    void decided(List<Timer> timers, Instant until, List<@Nullable Instant> nextDue) {
        jdbc.sql("update process.timer t set done_until = ?, next_due = d.next_due, held_until = null"
                        + " from unnest(?::uuid[], ?::text[], ?::timestamptz[]) as d (process_id, zone, next_due)"
                        + " where t.process_id = d.process_id and t.zone = d.zone")
                .param(utc(until))
                .param(timers.stream().map(Timer::processId).toArray(UUID[]::new))
                .param(timers.stream().map(Timer::zone).toArray(String[]::new))
                .param(nextDue.stream()
                        .map(due -> due == null ? null : due.toString())
                        .toArray(String[]::new))
                .update();
    }

    /** Puts one aside that could not be decided. */
    void hold(Timer timer, Instant now, Duration pause) {
        jdbc.sql("update process.timer set held_until = ? where process_id = ? and zone = ?")
                .params(utc(now.plus(pause)), timer.processId(), timer.zone())
                .update();
    }

    /** Those of some processes. */
    Map<UUID, List<Timer>> of(Collection<UUID> processIds) {
        return jdbc
                .sql("select " + COLUMNS + " from process.timer where process_id = any (?)")
                .param(processIds.toArray(UUID[]::new))
                .query((row, n) -> timer(row))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Timer::processId));
    }

    /** Processes without a zone of their own of users who now live in another one than their timer is of. */
    List<UUID> elsewhere(ZoneId standard) {
        return jdbc.sql("select t.process_id from process.timer t"
                        + " join process_view p on p.process_id = t.process_id"
                        + " left join account_timezone z on z.user_id = t.owner_id"
                        + " where t.owner_id <> ? and t.zone <> coalesce(z.timezone, ?)"
                        + " and p.rule::jsonb ->> 'timezone' is null")
                .params(Ids.INSTALLATION, standard.getId())
                .query(UUID.class)
                .list();
    }

    /** A new one, or another timing; one of the same timing stays where it is. */
    void put(Timer timer) {
        jdbc.sql("insert into process.timer as t (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?)"
                        + " on conflict (process_id, zone) do update set timing = excluded.timing,"
                        + " done_until = excluded.done_until, next_due = excluded.next_due, held_until = null"
                        + " where t.timing <> excluded.timing")
                .param(timer.processId())
                .param(timer.zone())
                .param(timer.ownerId())
                .param(timer.timing())
                .param(utc(timer.doneUntil()))
                .param(utc(timer.nextDue()))
                .update();
    }

    void remove(UUID processId, String zone) {
        jdbc.sql("delete from process.timer where process_id = ? and zone = ?")
                .params(processId, zone)
                .update();
    }

    void removeAll(UUID processId) {
        jdbc.sql("delete from process.timer where process_id = ?")
                .param(processId)
                .update();
    }

    /** The different instants up to {@code until} at which something is due. */
    List<Instant> dueUntil(Instant until) {
        return jdbc.sql("select distinct next_due from process.timer where next_due <= ? order by next_due")
                .param(utc(until))
                .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .list();
    }

    @Override
    public void eraseOwner(Connection connection, UUID owner) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from process.timer where owner_id = ?")) {
            statement.setObject(1, owner);
            statement.executeUpdate();
        }
    }

    private static Timer timer(ResultSet row) throws SQLException {
        OffsetDateTime next = row.getObject(6, OffsetDateTime.class);
        return new Timer(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getObject(3, UUID.class),
                row.getString(4),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                next == null ? null : next.toInstant());
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
