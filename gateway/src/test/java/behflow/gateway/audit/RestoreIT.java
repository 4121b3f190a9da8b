package behflow.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.ConsoleRun;
import behflow.HttpApi;
import behflow.SmallDatabaseIT;
import behflow.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export restored into an empty installation: the same logs, heads and projections, erased entries among them. */
class RestoreIT extends SmallDatabaseIT {

    private static final List<String> VIEWS = List.of(
            "task_view",
            "process_view",
            "execution_view",
            "chat_session_view",
            "chat_message_view",
            "account_timezone",
            "undo_job");

    @TempDir
    private Path folder;

    @Test
    void givenExport_whenRestoredIntoEmptyInstallation_thenTheSameLogsHeadsAndProjections() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        String task = api.post(
                        "/api/v1/tasks",
                        "{\"name\": \"kept یادآوری\", \"tags\": [\"a\"], \"due_date\": \"2030-01-01\"}")
                .expect(201)
                .text("/task_id");
        api.put("/api/v1/tasks/" + task, "{\"status\": \"completed\"}").expect(200);
        String gone =
                api.post("/api/v1/tasks", "{\"name\": \"gone\"}").expect(201).text("/task_id");
        api.delete("/api/v1/tasks/" + gone).expect(204);
        api.delete("/api/v1/tasks/" + gone + "/history").expect(200);
        api.post("/api/v1/chat", "{\"message\": \"add buy milk\"}").expect(200);
        api.put("/me/settings", "{\"timezone\": \"Europe/Berlin\", \"email\": \"a@example.org\"}")
                .expect(200);
        HttpApi erased = HttpApi.newUser(baseUrl());
        erased.post("/api/v1/tasks", "{\"name\": \"forget\"}").expect(201);
        erased.post("/me/erase", "{\"password\": \"securepass123\"}").expect(200);
        Path export = folder.resolve("all.ndjson");
        assertThat(ConsoleRun.of(database(), "export", export.toString()).exitCode())
                .isZero();
        TestDatabase restored = TestDatabase.create();
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(export));
            lines.set(1, lines.get(1).replaceFirst("\"admin\":false|\"position\"", "\"admin\":true"));
            Path altered = Files.write(folder.resolve("altered.ndjson"), lines);
            assertThat(ConsoleRun.of(restored, "restore", altered.toString()).exitCode())
                    .isOne();
            lines.remove(lines.size() - 1);
            assertThat(ConsoleRun.of(
                                    restored,
                                    "restore",
                                    Files.write(altered, lines).toString())
                            .exitCode())
                    .isOne();

            ConsoleRun run = ConsoleRun.of(restored, "restore", export.toString());

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("restored").contains("log in with");
            String events =
                    "select owner_id, position, event_id, subject_id, sequence, type, revision, timestamp_us, payload,"
                            + " metadata, salt, commitment, hash, actor, user_id, correlation_id, causation_id, request_id,"
                            + " chat_session_id, message_id, execution_id, depth from eventstore.event"
                            + " where type <> 'installation.restored' order by owner_id, position";
            assertThat(rows(restored, events)).isEqualTo(rows(database(), events));
            String heads = "select owner_id, position, hash, timestamp_us, closed_at from eventstore.log_head"
                    + " where owner_id <> '00000000-0000-0000-0000-000000000000' order by owner_id";
            assertThat(rows(restored, heads)).isEqualTo(rows(database(), heads));
            for (String view : VIEWS) {
                String sql = "select t::text from " + view + " t order by 1";
                assertThat(rows(restored, sql)).as(view).isEqualTo(rows(database(), sql));
            }
            String accounts =
                    "select user_id, username, username_key, name, lastname, email, date_order, active, created_at"
                            + " from account order by user_id";
            assertThat(rows(restored, accounts)).isEqualTo(rows(database(), accounts));
            assertThat(rows(restored, "select payload from audit.event where type = 'installation.restored'"))
                    .hasSize(1);
            assertThat(ConsoleRun.of(restored, "verify-log").exitCode()).isZero();
            assertThat(ConsoleRun.of(restored, "verify").out()).contains("0 rows differ");

            ConsoleRun again = ConsoleRun.of(restored, "restore", export.toString());
            assertThat(again.exitCode()).isEqualTo(2);
            assertThat(again.err()).contains("not empty");
        } finally {
            restored.drop();
        }
    }

    @Test
    void givenDisabledFirstAccount_whenRestored_thenThePasswordIsThatOfWhoeverCanActAsAdministrator() throws Exception {
        String unnamed = HttpApi.newUser(baseUrl()).userId();
        HttpApi.newUser(baseUrl(), "Ren\u00E9-" + unnamed.substring(24));
        Path export = folder.resolve("installation.ndjson");
        TestDatabase installation = TestDatabase.create();
        TestDatabase restored = TestDatabase.create();
        TestDatabase restoredWithoutList = TestDatabase.create();
        TestDatabase restoredWithoutAnybody = TestDatabase.create();
        try {
            Path all = folder.resolve("all.ndjson");
            ConsoleRun.of(database(), "export", all.toString());
            ConsoleRun.of(installation, "restore", all.toString());
            installation.execute(
                    "update account set admin = user_id = (select user_id from account order by created_at,"
                            + " user_id limit 1), active = user_id = '" + unnamed + "' or username like '%-"
                            + unnamed.substring(24) + "'");
            String names = "select username from account where active order by created_at";
            String first = column(installation, names).get(0);
            String named = column(installation, names).get(1);
            ConsoleRun.of(installation, "export", export.toString());

            System.setProperty("behflow.admins", "nobody, rene\u0301-" + unnamed.substring(24));
            ConsoleRun run;
            try {
                run = ConsoleRun.of(restored, "restore", export.toString());
            } finally {
                System.clearProperty("behflow.admins");
            }

            assertThat(run.out())
                    .contains("The administrators " + named + " log in with")
                    .doesNotContain(first);
            assertThat(column(restored, "select username from account where active and admin"))
                    .isEmpty();
            assertThat(column(
                            restored,
                            "select username from account a where not exists (select 1 from account b"
                                    + " where b.password_hash = a.password_hash and b.user_id <> a.user_id)"))
                    .containsExactly(named);

            ConsoleRun without = ConsoleRun.of(restoredWithoutList, "restore", export.toString());
            assertThat(without.out())
                    .contains(first + ", the first that was registered, is one from now on")
                    .contains("The administrators " + first + " log in with");
            assertThat(column(restoredWithoutList, "select username from account where active and admin"))
                    .containsExactly(first);

            installation.execute("update account set active = false");
            Path inactive = folder.resolve("inactive.ndjson");
            ConsoleRun.of(installation, "export", inactive.toString());
            assertThat(ConsoleRun.of(restoredWithoutAnybody, "restore", inactive.toString())
                            .out())
                    .contains("No account is active")
                    .doesNotContain("log in with");
        } finally {
            installation.drop();
            restored.drop();
            restoredWithoutList.drop();
            restoredWithoutAnybody.drop();
        }
    }

    private static List<String> column(TestDatabase database, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }

    private static List<String> rows(TestDatabase database, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select r::text from (" + sql + ") r")) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }
}
