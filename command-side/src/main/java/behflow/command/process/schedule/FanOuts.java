package behflow.command.process.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** {@code process.fan_out}: firings of built-in processes that have not reached all users of their zone. */
@Component
class FanOuts {

    private static final UUID NOBODY = new UUID(0, 0);

    private final JdbcClient jdbc;

    FanOuts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One that is under way. */
    record FanOut(UUID processId, String zone, Instant due, UUID afterUser) {}

    /** A firing, once: in the caller's transaction. */
    void begin(UUID processId, String zone, Instant due) {
        jdbc.sql("insert into process.fan_out (process_id, zone, due, after_user) values (?, ?, ?, ?)"
                        + " on conflict do nothing")
                .params(processId, zone, due.atOffset(ZoneOffset.UTC), NOBODY)
                .update();
    }

    /** The oldest that no node works on. The claim ends by itself where the node does. */
    Optional<FanOut> claim(Duration claim) {
        return jdbc.sql("update process.fan_out set claimed_until = clock_timestamp() + ? * interval '1 second'"
                        + " where (process_id, zone, due) = (select process_id, zone, due from process.fan_out"
                        + " where claimed_until < clock_timestamp() order by due, zone limit 1 for update skip locked)"
                        + " returning process_id, zone, due, after_user")
                .param(claim.toSeconds())
                .query((row, n) -> new FanOut(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getObject(3, OffsetDateTime.class).toInstant(),
                        row.getObject(4, UUID.class)))
                .optional();
    }

    /** Users up to {@code user} have their run. */
    void reached(FanOut fanOut, UUID user) {
        jdbc.sql("update process.fan_out set after_user = ?, claimed_until = '-infinity'"
                        + " where process_id = ? and zone = ? and due = ? and after_user < ?")
                .params(user, fanOut.processId(), fanOut.zone(), fanOut.due().atOffset(ZoneOffset.UTC), user)
                .update();
    }

    /** All users have their run. */
    void end(FanOut fanOut) {
        jdbc.sql("delete from process.fan_out where process_id = ? and zone = ? and due = ?")
                .params(fanOut.processId(), fanOut.zone(), fanOut.due().atOffset(ZoneOffset.UTC))
                .update();
    }
}
