package behflow.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import behflow.Node;
import behflow.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The contract's "Accounts", over HTTP. */
class AccountApiIT extends BehflowIT {

    private static String name() {
        return "u-" + UUID.randomUUID().toString().substring(0, 20);
    }

    private static String registration(String username, String password) {
        return "{\"username\": \"%s\", \"password\": \"%s\", \"name\": \"John\", \"lastname\": \"Doe\"}"
                .formatted(username, password);
    }

    @Test
    void givenRegistration_whenLoggedIn_thenFieldsOfTheSpecification() {
        HttpApi anonymous = HttpApi.anonymous(baseUrl());
        String name = name();
        Answer user =
                anonymous.post("/register", registration(name, "securepass123")).expect(200);
        assertThat(user.json().propertyNames()).containsExactlyInAnyOrder("user_id", "username", "name", "lastname");
        Answer login = anonymous
                .post("/login", "{\"username\": \"%s\", \"password\": \"securepass123\"}".formatted(name))
                .expect(200);
        assertThat(login.json().at("/user")).isEqualTo(user.json());
        assertThat(UUID.fromString(login.text("/token")).version()).isEqualTo(4);
        for (String authorization : new String[] {"", "Bearer ", "bearer ", "BEARER "}) {
            assertThat(anonymous
                            .withToken(authorization + login.text("/token"))
                            .get("/me")
                            .expect(200)
                            .json())
                    .isEqualTo(user.json());
        }
    }

    @Test
    void givenTakenName_whenRegisteredInAnotherCase_then400() {
        HttpApi anonymous = HttpApi.anonymous(baseUrl());
        String name = name();
        anonymous.post("/register", registration(name, "securepass123")).expect(200);
        Answer taken = anonymous
                .post("/register", registration(name.toUpperCase(), "securepass123"))
                .expect(400);
        assertThat(taken.text("/detail")).isEqualTo("Username already exists");
    }

    @Test
    void givenWrongValues_whenRegistered_thenAllAreNamed() {
        Answer answer = HttpApi.anonymous(baseUrl())
                .post("/register", "{\"username\": \"a b\", \"password\": \"short\", \"name\": \"\"}")
                .expect(400);
        assertThat(answer.json().at("/errors").size()).isEqualTo(4);
    }

    @Test
    void givenLongPasswords_whenTheyDifferAtTheEnd_thenTheyDiffer() {
        String name = name();
        String password = "\u00e9".repeat(127);
        HttpApi.anonymous(baseUrl())
                .post("/register", registration(name, password + "a"))
                .expect(200);
        HttpApi.anonymous(baseUrl())
                .post("/login", "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(name, password + "b"))
                .expect(401);
        HttpApi.login(baseUrl(), name, password + "a").get("/me").expect(200);
    }

    @Test
    void givenUnknownAndKnownNames_whenWrongPassword_thenTheSameAnswer() {
        String name = name();
        HttpApi.anonymous(baseUrl())
                .post("/register", registration(name, "securepass123"))
                .expect(200);
        Answer known = login(name, "wrong-password").expect(401);
        Answer unknown = login(name(), "wrong-password").expect(401);
        assertThat(known.text("/detail")).isEqualTo("Invalid credentials");
        assertThat(unknown.body().replace(unknown.text("/instance"), known.text("/instance")))
                .as("the same but for the request's own id")
                .isEqualTo(known.body());
    }

    @Test
    void givenRepeatedFailures_whenTriedAgain_thenThrottledAlsoWithTheRightPassword() {
        String name = name();
        HttpApi.anonymous(baseUrl())
                .post("/register", registration(name, "securepass123"))
                .expect(200);
        for (int i = 0; i < 5; i++) {
            login(name, "wrong-password").expect(401);
        }
        Answer throttled = login(name, "securepass123").expect(429);
        assertThat(Integer.parseInt(throttled.header("Retry-After"))).isBetween(1, 901);
        forgetAttempts();
        login(name, "securepass123").expect(200);
    }

    @Test
    void givenNameLongerThanAny_whenTried_thenRefusedAndThrottledAsAnyOther() {
        byte[] random = new byte[30_000];
        new Random(1).nextBytes(random);
        String name = Base64.getUrlEncoder().encodeToString(random);
        for (int i = 0; i < 5; i++) {
            assertThat(login(name, "wrong-password").expect(401).text("/detail"))
                    .isEqualTo("Invalid credentials");
        }
        login(name, "wrong-password").expect(429);
        login(name + "x", "wrong-password").expect(401);
        forgetAttempts();
    }

    @Test
    void givenClosedRegistrationAndListedOrigins_whenOthersCome_thenRefusedAheadOfTheirBodies() {
        HttpApi api = HttpApi.newUser(baseUrl());
        String task = "/api/v1/tasks/" + UUID.randomUUID();
        try (Node node =
                Node.here(database(), "behflow.registration=closed", "behflow.cors.origins=https://app.example")) {
            HttpApi anonymous = HttpApi.anonymous(node.baseUrl());
            for (String body : new String[] {"{}", "{", registration(name(), "securepass123")}) {
                assertThat(anonymous.post("/register", body).expect(403).text("/detail"))
                        .isEqualTo("Access denied");
            }
            HttpApi known = anonymous.withToken(api.token());
            assertThat(known.get(task, "Origin", "https://app.example")
                            .expect(404)
                            .header("Access-Control-Allow-Origin"))
                    .isEqualTo("https://app.example");
            for (String header :
                    new String[] {"Idempotency-Key", "If-Match", "If-None-Match", "Mcp-Protocol-Version"}) {
                assertThat(anonymous
                                .send(
                                        "OPTIONS",
                                        task,
                                        null,
                                        "Origin",
                                        "https://app.example",
                                        "Access-Control-Request-Method",
                                        "GET",
                                        "Access-Control-Request-Headers",
                                        header)
                                .expect(200)
                                .header("Access-Control-Allow-Headers"))
                        .isEqualToIgnoringCase(header);
            }
            refused(known.get(task, "Origin", "https://evil.example"));
            refused(anonymous.send(
                    "OPTIONS", task, null, "Origin", "https://evil.example", "Access-Control-Request-Method", "PUT"));
        }
    }

    private static void refused(Answer answer) {
        assertThat(answer.expect(403).header("Content-Type")).startsWith("application/json");
        assertThat(answer.json().propertyNames()).containsExactly("type", "title", "status", "detail", "instance");
        assertThat(answer.text("/detail")).isEqualTo("Access denied");
    }

    @Test
    void givenToken_whenLoggedOut_thenWorthNothing() {
        HttpApi api = HttpApi.newUser(baseUrl());
        api.post("/logout", null).expect(204);
        api.get("/me").expect(401);
        api.post("/logout", null).expect(401);
    }

    @Test
    void givenTwoSessions_whenPasswordChanged_thenTheOtherEnds() {
        String name = name();
        HttpApi one = HttpApi.newUser(baseUrl(), name);
        HttpApi two = HttpApi.login(baseUrl(), name, "securepass123");
        assertThat(one.get("/me/sessions").json().at("/sessions").size()).isEqualTo(2);
        one.put("/me/password", "{\"current_password\": \"nope-nope\", \"new_password\": \"newpass1234\"}")
                .expect(400);
        one.put("/me/password", "{\"current_password\": \"securepass123\", \"new_password\": \"newpass1234\"}")
                .expect(204);
        two.get("/me").expect(401);
        one.get("/me").expect(200);
        login(name, "securepass123").expect(401);
        HttpApi.login(baseUrl(), name, "newpass1234");
        forgetAttempts();
    }

    @Test
    void givenSessions_whenOneIsEnded_thenOnlyThat() {
        String name = name();
        HttpApi one = HttpApi.newUser(baseUrl(), name);
        HttpApi two = HttpApi.login(baseUrl(), name, "securepass123");
        String other = "";
        for (var session : one.get("/me/sessions").json().at("/sessions")) {
            if (!session.at("/current").booleanValue()) {
                other = session.at("/session_id").stringValue();
            }
        }
        HttpApi stranger = HttpApi.newUser(baseUrl());
        stranger.delete("/me/sessions/" + other).expect(403);
        stranger.delete("/me/sessions/" + UUID.randomUUID()).expect(404);
        one.delete("/me/sessions/" + other).expect(204);
        stranger.delete("/me/sessions/" + other).expect(404);
        two.get("/me").expect(401);
        one.get("/me").expect(200);
    }

    @Test
    void givenForwardedHeadersOfNobodyTrusted_whenAsked_thenTheyCountForNothing() {
        HttpApi api = HttpApi.newUser(baseUrl());
        String[] forwarded = {
            "X-Forwarded-For",
            "198.51.100.7",
            "X-Forwarded-Host",
            "evil.example",
            "X-Forwarded-Proto",
            "https",
            "Forwarded",
            "for=198.51.100.7;host=evil.example"
        };
        assertThat(api.post("/api/v1/tasks", "{\"name\": \"a\"}", forwarded)
                        .expect(201)
                        .header("Location"))
                .startsWith("/api/v1/tasks/");
        HttpApi.anonymous(baseUrl())
                .post(
                        "/login",
                        "{\"username\": \"%s\", \"password\": \"securepass123\"}"
                                .formatted(api.get("/me").text("/username")),
                        forwarded)
                .expect(200);
        assertThat(api.get("/me/sessions").body()).contains("127.0.0.1").doesNotContain("198.51.100.7");
    }

    @Test
    void givenZone_whenSet_thenDatesAreMeantInItAndTheLogKnows() throws SQLException {
        HttpApi api = HttpApi.newUser(baseUrl());
        api.put("/me/settings", "{\"timezone\": \"Mars/Base\"}").expect(400);
        Answer settings = api.put(
                        "/me/settings",
                        "{\"timezone\": \"Europe/Berlin\", \"date_order\": \"dmy\", \"email\": \"a@b.org\"}")
                .expect(200);
        assertThat(api.get("/me/settings").json()).isEqualTo(settings.json());
        assertThat(api.post("/api/v1/tasks", "{\"name\": \"a\", \"due_date\": \"2026-07-01\"}")
                        .text("/due_date"))
                .isEqualTo("2026-07-01T21:59:59Z");
        assertThat(count("select count(*) from audit.event where type = 'account.timezone_changed' and owner_id = '"
                        + api.userId() + "'"))
                .isOne();
        api.put("/me/settings", "{\"timezone\": null}").expect(200);
        assertThat(api.get("/me/settings").text("/timezone")).isEqualTo("UTC");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<a@b.org>", "a@b.org, c@d.org", "g:a@b.org;", "a(x)@b.org", "a@[::1]", "a b@c.org", "a@b@c"})
    void givenMoreThanAnAddress_whenSetAsEmail_then400(String email) {
        HttpApi api = HttpApi.newUser(baseUrl());
        api.put("/me/settings", "{\"email\": \"" + email + "\"}").expect(400);
        api.put("/me/settings", "{\"email\": \"o'neil+x@ö.example\"}").expect(200);
    }

    @Test
    void givenOrdinaryUser_whenAdministering_thenForbidden() {
        HttpApi api = HttpApi.newUser(baseUrl());
        makeSureSomeoneElseIsAdmin();
        HttpApi second = HttpApi.newUser(baseUrl());
        second.get("/api/v1/admin/users").expect(403);
        second.get("/api/v1/admin/users?limit=abc").expect(403);
        second.get("/api/v1/admin/dead-letters?limit=abc").expect(403);
        second.post("/api/v1/admin/users", registration(name(), "securepass123"))
                .expect(403);
        second.put("/api/v1/admin/users/" + api.userId(), "{\"active\": false}").expect(403);
    }

    @Test
    void givenAdministrator_whenDisablingAndResetting_thenSessionsEnd() throws SQLException {
        HttpApi admin = admin();
        String name = name();
        String id = admin.post("/api/v1/admin/users", registration(name, "securepass123"))
                .expect(201)
                .text("/user_id");
        HttpApi user = HttpApi.login(baseUrl(), name, "securepass123");
        admin.put("/api/v1/admin/users/" + id, "{\"active\": false}").expect(200);
        user.get("/me").expect(401);
        login(name, "securepass123").expect(401);
        admin.put("/api/v1/admin/users/" + id, "{\"active\": true, \"password\": \"another-pass\"}")
                .expect(200);
        HttpApi.login(baseUrl(), name, "another-pass").get("/me").expect(200);
        admin.put("/api/v1/admin/users/" + admin.userId(), "{\"active\": false}")
                .expect(409);
        for (String limit : new String[] {"abc", "0", "501"}) {
            assertThat(admin.get("/api/v1/admin/users?limit=" + limit)
                            .expect(400)
                            .text("/errors/0/field"))
                    .isEqualTo("limit");
        }
        admin.get("/api/v1/admin/users?cursor=abc").expect(400);
        assertThat(admin.get("/api/v1/admin/users?limit=1").expect(200).json().has("next_cursor"))
                .isTrue();
        assertThat(count("select count(*) from audit.event where actor = 'admin' and owner_id = '" + id + "'"))
                .isEqualTo(4);
        forgetAttempts();
    }

    @Test
    void givenStoredRows_whenLookedAt_thenNoTokenAndNoPassword() throws SQLException {
        HttpApi api = HttpApi.newUser(baseUrl());
        assertThat(count("select count(*) from session s, account a where s::text like '%" + api.token()
                        + "%' or a::text like '%securepass123%'"))
                .isZero();
    }

    @Test
    void givenUserAgentsInUtf8OrNot_whenLoggedIn_thenTheSessionsAreShownWithThem() throws IOException {
        HttpApi api = HttpApi.newUser(baseUrl());
        String name = api.get("/me").text("/username");
        String body = "{\"username\": \"%s\", \"password\": \"securepass123\"}".formatted(name);
        String utf8 = new String("Ana\u2019s iPhone".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (String agent : List.of(utf8, "gr\u00FCn \u0080")) {
            assertThat(RawHttp.send(
                            baseUrl(),
                            "POST /login HTTP/1.1\r\nHost: x\r\nUser-Agent: %s\r\nContent-Length: %d\r\n\r\n%s"
                                    .formatted(agent, body.length(), body)))
                    .startsWith("HTTP/1.1 200");
        }
        JsonNode sessions = api.get("/me/sessions").expect(200).json().path("sessions");
        assertThat(List.of(
                        sessions.at("/0/user_agent").asString(),
                        sessions.at("/1/user_agent").asString()))
                .containsExactlyInAnyOrder("Ana\u2019s iPhone", "gr\u00FCn \u0080");
    }

    private Answer login(String username, String password) {
        return HttpApi.anonymous(baseUrl())
                .post("/login", "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(username, password));
    }

    private HttpApi admin() throws SQLException {
        HttpApi api = HttpApi.newUser(baseUrl());
        execute("update account set admin = true where user_id = '" + api.userId() + "'");
        return api;
    }

    private void makeSureSomeoneElseIsAdmin() {
        HttpApi.newUser(baseUrl());
    }

    private static void forgetAttempts() {
        execute("delete from login_attempt");
    }

    private static void execute(String sql) {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void givenSessionThatRanOut_whenSomebodyElseLogsIn_thenItsRowIsGone() throws SQLException {
        String gone = HttpApi.newUser(baseUrl()).userId();
        execute("update session set last_used_at = now() - interval '25 hours' where user_id = '" + gone + "'");

        HttpApi.newUser(baseUrl());

        assertThat(count("select count(*) from session where user_id = '" + gone + "'"))
                .isZero();
    }

    private static long count(String sql) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
