package behflow.command.process.execution;

import behflow.api.kernel.Ids;
import behflow.api.process.RunCause;
import behflow.api.process.query.Decision;
import behflow.api.process.query.DecisionPage;
import behflow.api.process.query.ListDecisions;
import behflow.api.process.query.TimeCursor;
import behflow.command.process.OwnerZones;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** {@code process.decision}: why triggers did not start a run. */
@Component
public class Decisions {

    private static final int DAYS_KEPT = 30;

    private final JdbcClient jdbc;
    private final OwnerZones zones;
    private final JsonMapper json = JsonMapper.builder().build();

    Decisions(JdbcClient jdbc, OwnerZones zones) {
        this.jdbc = jdbc;
        this.zones = zones;
    }

    /** Keeps a decision, once for the same process, cause and outcome: in the caller's transaction, if it has one. */
    public void record(UUID ownerId, UUID processId, RunCause cause, Decision.Outcome outcome, String reason) {
        record(ownerId, processId, cause, outcome, reason, null);
    }

    /** @param zone for a built-in process: whose users it is about; else null */
    public void record(
            UUID ownerId,
            UUID processId,
            RunCause cause,
            Decision.Outcome outcome,
            String reason,
            @Nullable String zone) {
        record(List.of(new Made(ownerId, processId, cause, outcome, reason, zone)));
    }

    /**
     * A decision that is to be kept.
     *
     * @param zone for a built-in process: whose users it is about; else null
     */
    public record Made(
            UUID ownerId,
            UUID processId,
            RunCause cause,
            Decision.Outcome outcome,
            String reason,
            @Nullable String zone) {}

    /** As {@link #record(UUID, UUID, RunCause, Decision.Outcome, String)}, of many in one statement. */
    public void record(List<Made> made) {
        if (made.isEmpty()) {
            return;
        }
        jdbc.sql("insert into process.decision (decision_id, owner_id, process_id, outcome, reason, cause, zone)"
                        + " select * from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[],"
                        + " ?::text[]) on conflict do nothing")
                .param(made.stream().map(this::id).toArray(UUID[]::new))
                .param(made.stream().map(Made::ownerId).toArray(UUID[]::new))
                .param(made.stream().map(Made::processId).toArray(UUID[]::new))
                .param(made.stream().map(one -> one.outcome().wire()).toArray(String[]::new))
                .param(made.stream().map(Made::reason).toArray(String[]::new))
                .param(made.stream().map(one -> text(one.cause())).toArray(String[]::new))
                .param(made.stream().map(Made::zone).toArray(String[]::new))
                .update();
    }

    private UUID id(Made made) {
        return made.cause().kind() == RunCause.Kind.MANUAL
                ? Ids.newId(made.ownerId())
                : Ids.derived(
                        made.ownerId(),
                        "decision",
                        made.processId().toString(),
                        made.outcome().wire(),
                        text(made.cause()),
                        String.valueOf(made.zone()));
    }

    private String text(RunCause cause) {
        return json.writeValueAsString(cause);
    }

    @QueryHandler
    DecisionPage list(ListDecisions query) {
        TimeCursor after = query.cursor() == null ? TimeCursor.NEWEST : TimeCursor.parse(query.cursor());
        List<Decision> found = jdbc.sql("select decided_at, outcome, reason, cause, decision_id from process.decision"
                        + " where owner_id in (?, ?) and process_id = ? and (zone is null or zone = ?)"
                        + " and (decided_at, decision_id) < (?, ?)"
                        + " order by decided_at desc, decision_id desc limit ?")
                .params(
                        query.ownerId(),
                        Ids.INSTALLATION,
                        query.processId(),
                        zones.of(query.ownerId()).getId(),
                        after.at().atOffset(ZoneOffset.UTC),
                        after.id(),
                        query.limit() + 1)
                .query((row, n) -> decision(row))
                .list();
        if (found.size() <= query.limit()) {
            return new DecisionPage(found, null);
        }
        Decision last = found.get(query.limit() - 1);
        return new DecisionPage(found.subList(0, query.limit()), new TimeCursor(last.at(), last.decisionId()).text());
    }

    /** Forgets old decisions. */
    int forgetOld() {
        return jdbc.sql("delete from process.decision where decided_at < clock_timestamp() - ? * interval '1 day'")
                .param(DAYS_KEPT)
                .update();
    }

    private Decision decision(ResultSet row) throws SQLException {
        return new Decision(
                row.getObject(5, UUID.class),
                row.getObject(1, OffsetDateTime.class).toInstant(),
                Decision.Outcome.of(row.getString(2)),
                row.getString(3),
                json.readValue(row.getString(4), RunCause.class));
    }
}
