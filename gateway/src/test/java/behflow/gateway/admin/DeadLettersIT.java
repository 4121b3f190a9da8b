package behflow.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.api.admin.DeadLetters;
import behflow.api.admin.command.DiscardDeadLetter;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.gateway.kernel.CommandDoor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;

/** An administrator sees dead letters and gives them up, with a reason that stands in the log; the alarms tell of them. */
class DeadLettersIT extends BehflowIT {

    @Autowired
    private DeadLetters letters;

    @Autowired
    private CommandDoor commands;

    @LocalManagementPort
    private int management;

    @Test
    void givenLetterOfAFollowerThatIsGone_whenLookedAtAndDiscarded_thenAlarmedAndRecorded() throws Exception {
        HttpApi admin = HttpApi.newUser(baseUrl());
        execute("update account set admin = true where user_id = '" + admin.userId() + "'");
        HttpApi user = HttpApi.newUser(baseUrl());
        String id = letter(user);
        String path = "/api/v1/admin/dead-letters/" + id;
        try {
            String listed = admin.get("/api/v1/admin/dead-letters").expect(200).body();
            assertThat(listed).contains(id, "\"test.gone\"", "\"task.created\"", "\"It failed\"", user.userId());
            assertThat(managed("/actuator/health")).contains("DEGRADED", "test.gone");
            assertThat(managed("/actuator/prometheus")).contains("behflow_dead_letters 1.0");
            assertThat(managed("/actuator/health/readiness")).contains("\"UP\"").doesNotContain("DEGRADED");
            assertThat(user.get("/health").expect(200).text("/status")).isEqualTo("healthy");

            admin.get("/api/v1/admin/dead-letters?limit=0").expect(400);
            admin.post("/api/v1/admin/dead-letters/nonsense/retry", null).expect(404);
            admin.post(path + "/retry", null).expect(409);
            admin.delete(path).expect(400);
            admin.delete(path + "?reason=%20").expect(400);
            user.delete(path + "?reason=mine").expect(403);
            admin.delete(path + "?reason=Its%20projection%20is%20gone").expect(204);
            admin.delete(path + "?reason=again").expect(404);
        } finally {
            execute("delete from eventstore.dead_letter where letter_id = '" + id + "'");
        }
        assertThat(text(
                        "select payload ->> 'reason' from audit.event where type = 'dead_letter.discarded' and subject_id = '"
                                + id
                                + "' and owner_id = '00000000-0000-0000-0000-000000000000' and actor = 'admin' and user_id = '"
                                + admin.userId() + "'"))
                .isEqualTo("Its projection is gone");
        assertThat(managed("/actuator/health")).doesNotContain("DEGRADED");
    }

    @Test
    void givenLetterThatIsTriedOrGone_whenGivenUp_thenNothingIsRecorded() throws Exception {
        HttpApi admin = HttpApi.newUser(baseUrl());
        execute("update account set admin = true where user_id = '" + admin.userId() + "'");
        String id = letter(admin);
        String path = "/api/v1/admin/dead-letters/" + id + "?reason=why";
        DeadLetters.Letter letter = letters.find(UUID.fromString(id));
        execute("update eventstore.dead_letter set processing_started = now() where letter_id = '" + id + "'");
        admin.delete(path).expect(409);
        assertThat(discarded(id)).isZero();
        execute("update eventstore.dead_letter set processing_started = now() - interval '31 s' where letter_id = '"
                + id + "'");
        admin.delete(path).expect(204);
        assertThat(discarded(id)).isOne();

        String handled = letter(admin);
        letter = letters.find(UUID.fromString(handled));
        execute("delete from eventstore.dead_letter where letter_id = '" + handled + "'");
        DiscardDeadLetter late = new DiscardDeadLetter(letter.letterId(), letter, "late");
        assertThatThrownBy(() -> commands.send(
                        late, Origin.ofAdmin(UUID.fromString(admin.userId()), Ids.INSTALLATION, UUID.randomUUID())))
                .isInstanceOfSatisfying(
                        RejectedException.class, e -> assertThat(e.code()).isEqualTo(RejectionCode.NOT_FOUND));
        assertThat(discarded(handled)).isZero();
    }

    /** Who tries a letter says so in a transaction that nobody else sees: only its row is locked. */
    @Test
    void givenLetterThatIsTriedJustNow_whenTriedOrGivenUp_thenConflictAtOnceAndNobodyWaits() throws Exception {
        HttpApi admin = HttpApi.newUser(baseUrl());
        execute("update account set admin = true where user_id = '" + admin.userId() + "'");
        String id = letter(HttpApi.newUser(baseUrl()), "bi");
        String path = "/api/v1/admin/dead-letters/" + id;
        try (Connection tries = database().dataSource().getConnection();
                Statement statement = tries.createStatement()) {
            tries.setAutoCommit(false);
            statement.execute("select from eventstore.dead_letter where letter_id = '" + id + "' for update");
            admin.post(path + "/retry", null).expect(409);
            admin.delete(path + "?reason=why").expect(409);
            tries.rollback();
        }
        assertThat(discarded(id)).isZero();
        admin.post(path + "/retry", null).expect(200);
        assertThat(text("select count(*) from eventstore.dead_letter where letter_id = '" + id + "'"))
                .isEqualTo("0");
    }

    @Test
    void givenLetterThatAnEarlierReleaseRecordedAndLeft_whenGivenUpAgain_thenGoneAndRecordedOnce() throws Exception {
        HttpApi admin = HttpApi.newUser(baseUrl());
        execute("update account set admin = true where user_id = '" + admin.userId() + "'");
        String id = letter(admin);
        String path = "/api/v1/admin/dead-letters/" + id + "?reason=why";
        execute("create table letter_kept as select * from eventstore.dead_letter where letter_id = '" + id + "'");
        admin.delete(path).expect(204);
        execute("insert into eventstore.dead_letter select * from letter_kept");
        execute("drop table letter_kept");
        admin.delete(path).expect(204);
        admin.delete(path).expect(404);
        assertThat(discarded(id)).isOne();
    }

    /** The failures that it answers may quote the user, whose erasure finds nothing that is an administrator's. */
    @Test
    void givenAKey_whenALetterIsTriedAgain_thenTheAnswerIsNotKept() throws Exception {
        HttpApi admin = HttpApi.newUser(baseUrl());
        execute("update account set admin = true where user_id = '" + admin.userId() + "'");
        String path = "/api/v1/admin/dead-letters/" + letter(HttpApi.newUser(baseUrl()), "bi") + "/retry";

        admin.post(path, null, "Idempotency-Key", "k").expect(200);

        assertThat(text("select count(*) from request_key where owner_id = '" + admin.userId() + "'"))
                .isEqualTo("0");
    }

    /** A letter of a follower that is gone, with an event of the user. */
    private static String letter(HttpApi user) throws SQLException {
        return letter(user, "test.gone");
    }

    private static String letter(HttpApi user, String follower) throws SQLException {
        String task =
                user.post("/api/v1/tasks", "{\"name\": \"poison\"}").expect(201).text("/task_id");
        String id = UUID.randomUUID().toString();
        execute(
                "insert into eventstore.dead_letter (letter_id, processing_group, sequence_id, sequence_index, owner_id,"
                        + " position, event_id, enqueued_at, last_touched, attempts, cause_type, cause_message)"
                        + " select '" + id
                        + "', '" + follower
                        + "', owner_id::text, position, owner_id, position, event_id, now(), now(), 1,"
                        + " 'Bad', 'It failed' from eventstore.event where owner_id = '" + user.userId()
                        + "' and type = 'task.created' and subject_id = '" + task + "'");
        return id;
    }

    private static int discarded(String letter) throws SQLException {
        return Integer.parseInt(text("select count(*) from eventstore.event where type = 'dead_letter.discarded'"
                + " and subject_id = '" + letter + "'"));
    }

    private String managed(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + management + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void execute(String sql) throws SQLException {
        database().execute(sql);
    }

    private static String text(String sql) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
