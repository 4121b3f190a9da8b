package behflow.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The specification's tasks, field by field. */
class TaskApiIT extends BehflowIT {

    @Autowired
    private DataSource pool;

    private HttpApi api;

    @BeforeEach
    void newUser() {
        api = HttpApi.newUser(baseUrl());
    }

    @Test
    void givenAllFields_whenCreate_thenEveryFieldOfTheSpecification() {
        Answer created = api.post("/api/v1/tasks", """
                        {"name": "Review", "description": "Check", "priority": "high",
                         "due_date": "2025-12-31T23:59:59Z", "tags": ["project", "urgent", "project"]}""").expect(201);

        JsonNode task = created.json();
        assertThat(task.at("/name").stringValue()).isEqualTo("Review");
        assertThat(task.at("/description").stringValue()).isEqualTo("Check");
        assertThat(task.at("/status").stringValue()).isEqualTo("not_started");
        assertThat(task.at("/priority").stringValue()).isEqualTo("high");
        assertThat(task.at("/due_date").stringValue()).isEqualTo("2025-12-31T23:59:59Z");
        assertThat(task.at("/due_date_jalali").stringValue()).isEqualTo("1404/10/10");
        assertThat(task.at("/tags").toString()).isEqualTo("[\"project\",\"urgent\"]");
        assertThat(task.at("/created_at").stringValue()).matches("\\d{4}-.*\\.\\d{6}Z");
        assertThat(task.at("/updated_at")).isEqualTo(task.at("/created_at"));
        assertThat(created.header("Location")).isEqualTo("/api/v1/tasks/" + created.text("/task_id"));
        assertThat(created.header("X-Correlation-Id")).isNotNull();
        assertThat(created.header("ETag")).isEqualTo("\"0\"");
    }

    @Test
    void givenNameOnly_whenCreate_thenDefaults() {
        JsonNode task = api.post("/api/v1/tasks", "{\"name\": \"Only\", \"description\": null, \"unknown\": 1}")
                .expect(201)
                .json();
        assertThat(task.at("/description").stringValue()).isEmpty();
        assertThat(task.at("/priority").stringValue()).isEqualTo("medium");
        assertThat(task.at("/due_date").isNull()).isTrue();
        assertThat(task.at("/tags").toString()).isEqualTo("[]");
    }

    @Test
    void givenTask_whenChanged_thenEveryReadSeesIt() {
        String id = api.post("/api/v1/tasks", "{\"name\": \"A\", \"tags\": [\"x\"]}")
                .text("/task_id");

        Answer changed = api.put(
                        "/api/v1/tasks/" + id,
                        "{\"name\": \"B\", \"status\": \"in_progress\", \"due_date\": \"2026-01-01\", \"tags\": null}")
                .expect(200);

        assertThat(changed.text("/status")).isEqualTo("in_progress");
        assertThat(changed.text("/due_date")).isEqualTo("2026-01-01T23:59:59Z");
        assertThat(changed.json().at("/version").intValue()).isEqualTo(4);
        JsonNode listed = api.get("/api/v1/tasks").expect(200).json().at("/tasks/0");
        assertThat(listed).isEqualTo(changed.json());
        assertThat(api.get("/api/v1/tasks/" + id).expect(200).json()).isEqualTo(listed);
    }

    @Test
    void givenTask_whenNothingChanges_thenNoEvent() {
        Answer created = api.post("/api/v1/tasks", "{\"name\": \"A\"}");
        Answer same = api.put(
                        "/api/v1/tasks/" + created.text("/task_id"), "{\"name\": \"A\", \"priority\": \"medium\"}")
                .expect(200);
        assertThat(same.json().at("/version").intValue()).isZero();
        assertThat(same.text("/updated_at")).isEqualTo(created.text("/updated_at"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"1\"|200|204",
                "*|200|204",
                "\"7\", \"1\"|200|204",
                "\"0\"|412|412",
                "W/\"1\"|412|412",
                "\"01\"|412|412",
                "\"x\", \"2\"|412|412",
                "1|400|400",
                "nonsense|400|400",
                "\"1|400|400",
                "\"1\" \"2\"|400|400"
            })
    void givenIfMatch_whenChangedOrDeleted_thenOnlyTheVersionThatWasSeen(String header, int changed, int deleted) {
        String path = "/api/v1/tasks/" + atVersion1();
        Answer change = api.put(path, "{\"name\": \"C\"}", "If-Match", header).expect(changed);
        assertThat(api.get(path).expect(200).text("/name")).isEqualTo(change.status() == 200 ? "C" : "B");
        String other = "/api/v1/tasks/" + atVersion1();
        api.delete(other, "If-Match", header).expect(deleted);
        api.get(other).expect(deleted == 204 ? 404 : 200);
    }

    private String atVersion1() {
        String id = api.post("/api/v1/tasks", "{\"name\": \"A\"}").text("/task_id");
        assertThat(api.put("/api/v1/tasks/" + id, "{\"name\": \"B\"}", "If-Match", "\"0\"")
                        .expect(200)
                        .header("ETag"))
                .isEqualTo("\"1\"");
        return id;
    }

    @Test
    void givenAsManyTagsAsAHeaderHolds_whenChanged_thenTheyAreRead() {
        String path = "/api/v1/tasks/" + atVersion1();
        String others = "\"\",".repeat(2_000);
        api.put(path, "{\"name\": \"C\"}", "If-Match", others + "\"0\"").expect(412);
        api.put(path, "{\"name\": \"C\"}", "If-Match", others + "\"1\"").expect(200);
    }

    @Test
    void givenIfMatch_whenChecked_thenAfterExistenceOwnerAndBody() {
        String id = HttpApi.newUser(baseUrl())
                .post("/api/v1/tasks", "{\"name\": \"A\"}")
                .text("/task_id");
        api.delete("/api/v1/tasks/" + id, "If-Match", "\"9\"").expect(403);
        api.put("/api/v1/tasks/01931f2e-8000-7b33-9c44-6d7e8f9070aa", "{}", "If-Match", "\"9\"")
                .expect(404);
        String own = api.post("/api/v1/tasks", "{\"name\": \"A\"}").text("/task_id");
        api.put("/api/v1/tasks/" + own, "{\"name\": 1}", "If-Match", "\"9\"").expect(400);
        api.put("/api/v1/tasks/" + own, "{\"name\": \"A\"}", "If-Match", "\"9\"")
                .expect(412);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-created_at|+999999999-12-31T23:59:59Z|",
                "-created_at|-999999999-01-01T00:00:00Z|",
                "-created_at|+10000-01-01T00:00:00Z|",
                "-created_at|2025-01-01T00:00:00Z|01931f2e-8000-7b33-9c44-6d7e8f9070aa|0|+1000000000-12-31T23:59:59Z",
                "-created_at|2025-01-01T00:00:00Z|01931f2e-8000-7b33-9c44-6d7e8f9070aa|0|+300000-01-01T00:00:00Z",
                "-created_at|2025-01-01T00:00:00Z|01931f2e-8000-7b33-9c44-6d7e8f9070aa|0|-0001-01-01T00:00:00Z",
                "-created_at|2025-01-01T00:00:00Z|01931f2e-8000-7b33-9c44-6d7e8f9070aa|-1|2025-01-01T00:00:00Z"
            })
    void givenAlteredCursor_whenListed_then400(String place) {
        String cursor = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((place.endsWith("|") ? place + "01931f2e-8000-7b33-9c44-6d7e8f9070aa" : place)
                        .getBytes(StandardCharsets.UTF_8));
        api.get("/api/v1/tasks?limit=1&cursor=" + cursor).expect(400);
        api.get("/api/v1/tasks?overdue=true&cursor=" + cursor).expect(400);
    }

    @Test
    void givenSeenVersion_whenReadInAnotherZone_thenTheWholeTaskAgain() {
        String path = "/api/v1/tasks/"
                + api.post("/api/v1/tasks", "{\"name\": \"A\", \"due_date\": \"2025-12-31T23:59:59Z\"}")
                        .text("/task_id");
        Answer seen = api.get(path).expect(200);
        assertThat(seen.text("/due_date_jalali")).isEqualTo("1404/10/10");
        api.put("/me/settings", "{\"timezone\": \"Asia/Tehran\"}").expect(200);
        for (String tag : List.of("\"0\"", "*")) {
            Answer again = api.get(path, "If-None-Match", tag).expect(200);
            assertThat(again.header("ETag")).isEqualTo("\"0\"").isEqualTo(seen.header("ETag"));
            assertThat(again.text("/due_date_jalali")).isEqualTo("1404/10/11");
        }
    }

    @Test
    void givenDeletedTask_whenReadOrChanged_thenNotFound() {
        String id = api.post("/api/v1/tasks", "{\"name\": \"A\"}").text("/task_id");
        api.delete("/api/v1/tasks/" + id).expect(204);
        api.get("/api/v1/tasks/" + id).expect(404);
        api.delete("/api/v1/tasks/" + id).expect(404);
        api.put("/api/v1/tasks/" + id, "{\"name\": \"B\"}").expect(404);
        assertThat(api.get("/api/v1/tasks").json().at("/tasks").size()).isZero();
        assertThat(api.get("/api/v1/tasks?deleted=true").json().at("/tasks").size())
                .isOne();
    }

    @Test
    void givenSomeoneElsesTask_whenTouched_thenForbidden() {
        String id = HttpApi.newUser(baseUrl())
                .post("/api/v1/tasks", "{\"name\": \"A\"}")
                .text("/task_id");
        api.get("/api/v1/tasks/" + id).expect(403);
        api.put("/api/v1/tasks/" + id, "not json").expect(403);
        api.delete("/api/v1/tasks/" + id).expect(403);
    }

    @Test
    void checksRunInTheOrderOfTheContract() {
        String unknown = "/api/v1/tasks/01931f2e-8000-7b33-9c44-6d7e8f9070aa";
        HttpApi.anonymous(baseUrl()).put(unknown, "not json").expect(401);
        api.put(unknown, "not json").expect(404);
        api.put("/api/v1/tasks/malformed", "{}").expect(404);
        String id = api.post("/api/v1/tasks", "{\"name\": \"A\"}").text("/task_id");
        assertThat(api.put("/api/v1/tasks/" + id, "{\"priority\": \"huge\", \"name\": null}")
                        .expect(400)
                        .json()
                        .at("/errors")
                        .size())
                .isEqualTo(2);
    }

    @Test
    void givenManyTasks_whenPaged_thenEachOnceInOrder() {
        for (int i = 0; i < 7; i++) {
            api.post(
                            "/api/v1/tasks",
                            "{\"name\": \"T%d\", \"priority\": \"%s\"}".formatted(i, i % 2 == 0 ? "low" : "urgent"))
                    .expect(201);
        }
        for (String sort :
                new String[] {"created_at", "-created_at", "priority", "-priority", "due_date", "-updated_at"}) {
            StringBuilder seen = new StringBuilder();
            String cursor = "";
            int pages = 0;
            do {
                JsonNode page = api.get("/api/v1/tasks?limit=3&sort=" + sort + cursor)
                        .expect(200)
                        .json();
                page.at("/tasks")
                        .forEach(task ->
                                seen.append(task.at("/name").stringValue()).append(' '));
                cursor = page.has("next_cursor")
                        ? "&cursor=" + page.at("/next_cursor").stringValue()
                        : "";
                pages++;
            } while (!cursor.isEmpty());
            assertThat(pages).as(sort).isEqualTo(3);
            assertThat(seen.toString().split(" "))
                    .as(sort)
                    .doesNotHaveDuplicates()
                    .hasSize(7);
        }
    }

    @Test
    void givenEncodedFilter_whenTheLinkIsFollowed_thenTheNextPageOfTheSameFilter() {
        for (String name : List.of("caf\u00e9 au lait 1", "caf\u00e9 au lait 2", "tea")) {
            api.post("/api/v1/tasks", "{\"name\": \"" + name + "\", \"tags\": [\"a+b&c\"]}")
                    .expect(201);
        }
        Answer first = api.get("/api/v1/tasks?limit=1&q=caf%C3%A9%20lait&tag=a%2Bb%26c")
                .expect(200);
        String link = String.valueOf(first.header("Link"));
        assertThat(link).startsWith("</api/v1/tasks?").endsWith(">; rel=\"next\"");
        String next = link.substring(1, link.indexOf('>'));
        assertThat(api.get(next).expect(200).text("/tasks/0/name")).isEqualTo("caf\u00e9 au lait 1");
    }

    /** PostgreSQL counts the rows that it fetches; while it does not know how many tasks a user has, it would sort them all. */
    @Test
    void givenManyTasks_whenPagesAreRead_thenNoMoreRowsThanThose() throws Exception {
        for (int i = 0; i < 400; i++) {
            api.post("/api/v1/tasks", "{\"name\": \"T\"}").expect(201);
        }
        UUID others = UUID.randomUUID();
        database()
                .execute("insert into task_view select gen_random_uuid(), '" + others
                        + "', t.version, t.name, t.description,"
                        + " t.status, t.priority, t.due_date, t.tags, t.created_at, t.updated_at, t.completed_at, t.deleted_at"
                        + " from task_view t, generate_series(1, 150) where t.owner_id = '" + api.userId() + "'");
        try {
            long before = fetched();
            for (int i = 0; i < 50; i++) {
                assertThat(api.get("/api/v1/tasks?limit=10").expect(200).json().at("/tasks"))
                        .hasSize(10);
            }
            assertThat(fetched() - before).isPositive().isLessThan(50 * 100L);
            assertThat(settings("enable_sort")).as("of that statement alone").containsOnly("on");
        } finally {
            database().execute("delete from task_view where owner_id = '" + others + "'");
        }
    }

    /** What the service's connections have it set to. */
    private Set<String> settings(String name) throws SQLException {
        Set<String> values = new HashSet<>();
        List<Connection> taken = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                Connection connection = pool.getConnection();
                taken.add(connection);
                try (ResultSet row = connection.createStatement().executeQuery("show " + name)) {
                    row.next();
                    values.add(row.getString(1));
                }
            }
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        return values;
    }

    /** As soon as most sessions have told what they counted; the others do when they have been idle for long. */
    private static long fetched() throws Exception {
        long last = -1;
        while (true) {
            TimeUnit.MILLISECONDS.sleep(1_500);
            long now;
            try (Connection connection = database().dataSource().getConnection();
                    ResultSet row = connection
                            .createStatement()
                            .executeQuery(
                                    "select idx_tup_fetch from pg_stat_user_tables where relname = 'task_view'")) {
                row.next();
                now = row.getLong(1);
            }
            if (now == last) {
                return now;
            }
            last = now;
        }
    }

    @Test
    void filtersAndSearch() {
        api.post(
                "/api/v1/tasks",
                "{\"name\": \"Write documentation\", \"tags\": [\"docs\"], \"due_date\": \"2020-01-01\"}");
        String done = api.post(
                        "/api/v1/tasks",
                        "{\"name\": \"Party\", \"description\": \"with cake\", \"due_date\": \"2020-01-02\"}")
                .text("/task_id");
        api.put("/api/v1/tasks/" + done, "{\"status\": \"completed\"}").expect(200);
        assertThat(names("q=docu")).containsExactly("Write documentation");
        assertThat(names("q=CAKE%20party")).containsExactly("Party");
        assertThat(names("q=art")).isEmpty();
        assertThat(names("tag=docs")).containsExactly("Write documentation");
        assertThat(names("status=completed,blocked")).containsExactly("Party");
        assertThat(names("status=completed&status=not_started")).hasSize(2);
        assertThat(names("overdue=true")).containsExactly("Write documentation");
        assertThat(names("due_before=2020-01-02T00:00:00Z")).containsExactly("Write documentation");
        api.get("/api/v1/tasks?status=done").expect(400);
        api.get("/api/v1/tasks?limit=0&sort=x&cursor=y").expect(400);
    }

    /** The list, which PostgreSQL searches, and a run of a process, which looks at each task again. */
    @ParameterizedTest(name = "{1} in {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "گزارش ۱۴۰۴    | ۱۴۰۴      | true",
                "گزارش ۱۴۰۴    | ۰۴        | false",
                "İstanbul       | İstanbul  | true",
                "ΟΔΟΣ           | ΟΔΟΣ      | true",
                "用Excel做表     | excel     | true",
                "2026年1月       | 1月        | true",
                "牛乳とパンを買う  | 牛乳　パン | true",
                "ซื้อนมสด        | นมสด      | true",
                "Party           | art       | false"
            })
    void givenAnyScript_whenSearchedFor_thenFoundByListAndProcess(String name, String search, boolean found) {
        api.post("/api/v1/tasks", "{\"name\": \"%s\"}".formatted(name)).expect(201);
        assertThat(names("q=" + URLEncoder.encode(search, StandardCharsets.UTF_8)))
                .isEqualTo(found ? List.of(name) : List.of());
        String process =
                api.post("/api/v1/processes", """
                        {"name": "A", "action": "update_tasks", "trigger_type": "manual",
                         "parameters": {"filter": {"q": "%s"}, "change": {"priority": "urgent"}}}""".formatted(search)).expect(201).text("/process_id");
        assertThat(api.post("/api/v1/processes/" + process + "/execute?dry_run=true", null)
                        .expect(200)
                        .json()
                        .at("/changes"))
                .hasSize(found ? 1 : 0);
    }

    private List<String> names(String query) {
        List<String> names = new ArrayList<>();
        api.get("/api/v1/tasks?" + query)
                .expect(200)
                .json()
                .at("/tasks")
                .forEach(t -> names.add(t.at("/name").stringValue()));
        return names;
    }
}
