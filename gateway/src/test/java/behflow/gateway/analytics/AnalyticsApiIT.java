package behflow.gateway.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.ConsoleRun;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import behflow.SmallDatabaseIT;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Analytics over HTTP: figures, forms, refusals, and that nobody reads of others. */
class AnalyticsApiIT extends SmallDatabaseIT {

    private static final String ROOT = "/api/v1/analytics";
    /** The tables' indexes and settings. */
    private static final String SHAPE = "select tablename || substring(indexdef from ' USING .*') from pg_indexes"
            + " where schemaname = 'bi' union all select relname || coalesce(reloptions::text, '') from pg_class"
            + " where relnamespace = 'bi'::regnamespace and relkind = 'r' order by 1";

    private static String create(HttpApi api, String body) {
        return api.post("/api/v1/tasks", body).expect(201).text("/task_id");
    }

    private static void status(HttpApi api, String id, String status) {
        api.put("/api/v1/tasks/" + id, "{\"status\": \"" + status + "\"}").expect(200);
    }

    /** Waits until analytics have read all of the user's log. */
    private static void await(HttpApi api) throws InterruptedException {
        long head =
                api.get("/api/v1/log/head").expect(200).json().path("position").asLong();
        Instant limit = Instant.now().plus(Duration.ofSeconds(30));
        while (api.get(ROOT + "/summary").expect(200).json().path("position").asLong() < head) {
            assertThat(Instant.now()).isBefore(limit);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Five tasks: two completed, one of them reopened, one deleted, one blocked and overdue. */
    private HttpApi worker() throws InterruptedException {
        HttpApi api = HttpApi.newUser(baseUrl());
        api.put("/me/settings", "{\"timezone\": \"Pacific/Auckland\"}").expect(200);
        String done = create(api, "{\"name\": \"done, \\\"quoted\\\"\", \"tags\": [\"x\"]}");
        String again = create(api, "{\"name\": \"again\", \"priority\": \"high\"}");
        String gone = create(api, "{\"name\": \"gone\"}");
        String stuck = create(api, "{\"name\": \"stuck\", \"due_date\": \"2020-01-01\"}");
        create(api, "{\"name\": \"new\", \"description\": \"findme here\"}");
        status(api, done, "in_progress");
        status(api, done, "completed");
        status(api, again, "completed");
        status(api, again, "in_progress");
        status(api, stuck, "blocked");
        api.delete("/api/v1/tasks/" + gone).expect(204);
        await(api);
        return api;
    }

    @Test
    void givenWork_whenReported_thenFiguresAreThoseOfTheLog() throws Exception {
        HttpApi api = worker();
        String today = LocalDate.now(ZoneId.of("Pacific/Auckland")).toString();
        JsonNode summary = api.get(ROOT + "/summary").expect(200).json();
        assertThat(summary.path("timezone").stringValue()).isEqualTo("Pacific/Auckland");
        assertThat(summary.path("to").stringValue()).isEqualTo(today);
        for (var expected : java.util.Map.of(
                        "open",
                        3,
                        "started",
                        1,
                        "blocked",
                        1,
                        "overdue",
                        1,
                        "arrivals",
                        5,
                        "completions",
                        2,
                        "reopens",
                        1,
                        "deletions",
                        1,
                        "starts",
                        2)
                .entrySet()) {
            assertThat(summary.path(expected.getKey()).asInt())
                    .as(expected.getKey())
                    .isEqualTo(expected.getValue());
        }
        assertThat(summary.at("/lead_time/p50").isNumber()).isTrue();
        assertThat(summary.at("/cycle_time/p95").isNumber()).isTrue();
        assertThat(summary.at("/changes_by_actor/user").asDouble()).isEqualTo(1.0);
        assertThat(summary.path("on_time_rate").isNull()).isTrue();

        JsonNode points = api.get(ROOT + "/throughput").expect(200).json().path("points");
        assertThat(points.size()).isEqualTo(30);
        assertThat(points.get(29).path("date").stringValue()).isEqualTo(today);
        assertThat(points.get(29).path("wip").asInt()).isEqualTo(3);
        assertThat(points.get(28).path("wip").asInt()).isZero();
        JsonNode flow = api.get(ROOT + "/cumulative-flow?bucket=week")
                .expect(200)
                .json()
                .path("points");
        assertThat(flow.size()).isEqualTo(12);
        assertThat(flow.get(11).toString())
                .contains("\"not_started\":1,\"in_progress\":1,\"blocked\":1,\"completed\":1");
        JsonNode times = api.get(ROOT + "/cycle-time").expect(200).json();
        assertThat(times.path("points").size()).isOne();
        assertThat(times.at("/points/0/name").stringValue()).isEqualTo("done, \"quoted\"");
        JsonNode aging = api.get(ROOT + "/aging").expect(200).json();
        assertThat(aging.path("points").size()).isEqualTo(3);
        assertThat(aging.at("/points/0/name").stringValue()).isEqualTo("again");
        JsonNode forecast =
                api.get(ROOT + "/forecast?seed=1&by=2999-01-01").expect(400).json();
        assertThat(forecast.path("detail").stringValue()).contains("ten years");
        forecast = api.get(ROOT + "/forecast?seed=1").expect(200).json();
        assertThat(forecast.path("remaining").asInt()).isEqualTo(3);
        assertThat(forecast.path("completion_date").isNull()).isTrue();
        assertThat(forecast.path("message").stringValue()).contains("too little history");
    }

    @Test
    void givenFilters_whenReported_thenOfThoseTasksAlone() throws Exception {
        HttpApi api = worker();
        assertThat(api.get(ROOT + "/summary?tag=x").json().path("completions").asInt())
                .isOne();
        assertThat(api.get(ROOT + "/summary?tag=x").json().path("open").asInt()).isZero();
        assertThat(api.get(ROOT + "/summary?q=findme").json().path("open").asInt())
                .isOne();
        assertThat(api.get(ROOT + "/aging?status=blocked&overdue=true")
                        .json()
                        .at("/points/0/name")
                        .stringValue())
                .isEqualTo("stuck");
        assertThat(api.get(ROOT + "/summary?deleted=true")
                        .json()
                        .path("deletions")
                        .asInt())
                .isOne();
        assertThat(api.get(ROOT + "/throughput?priority=low,medium,high,urgent").json())
                .isEqualTo(api.get(ROOT + "/throughput").json());
        assertThat(api.get(ROOT + "/forecast?priority=high")
                        .json()
                        .path("remaining")
                        .asInt())
                .isOne();
    }

    @Test
    void givenAsOf_whenReported_thenAsItReadThen() throws Exception {
        HttpApi api = worker();
        Answer before = api.get(ROOT + "/cumulative-flow").expect(200);
        Instant then = Instant.now();
        TimeUnit.MILLISECONDS.sleep(5);
        create(api, "{\"name\": \"later\"}");
        await(api);
        assertThat(api.get(ROOT + "/cumulative-flow?as_of=" + then).expect(200).body())
                .isEqualTo(before.body());
        assertThat(api.get(ROOT + "/cumulative-flow").body()).isNotEqualTo(before.body());
        assertThat(api.get(ROOT + "/summary?as_of=" + then).json().path("open").asInt())
                .isEqualTo(3);
        assertThat(api.get(ROOT + "/aging?as_of=" + then).json().path("points").size())
                .isEqualTo(3);
        api.get(ROOT + "/summary?as_of=2999-01-01").expect(400);
    }

    @Test
    void givenAccept_whenReported_thenCsvOrSvg() throws Exception {
        HttpApi api = worker();
        Answer csv = api.get(ROOT + "/cycle-time", "Accept", "text/csv").expect(200);
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        assertThat(csv.header("X-Log-Position"))
                .isEqualTo(api.get(ROOT + "/summary").json().path("position").toString());
        assertThat(csv.body())
                .startsWith("task_id,name,completed_at,cycle_time,lead_time\r\n")
                .contains("\"done, \"\"quoted\"\"\"");
        for (String report :
                new String[] {"summary", "throughput", "cumulative-flow", "cycle-time", "aging", "forecast"}) {
            assertThat(api.get(ROOT + "/" + report, "Accept", "text/csv;q=0.9, application/json;q=0.1")
                            .expect(200)
                            .body())
                    .doesNotStartWith("{");
            Answer svg = api.get(ROOT + "/" + report, "Accept", "image/svg+xml").expect(200);
            assertThat(svg.header("Content-Type")).startsWith("image/svg+xml");
            assertThat(svg.body()).contains("<svg").contains("</svg").doesNotContain("quoted");
            assertThat(api.get(ROOT + "/" + report, "Accept", "text/html, */*;q=0.1")
                            .expect(200)
                            .json()
                            .has("position"))
                    .isTrue();
            for (String unserved :
                    List.of("application/pdf", "nonsense", "a/b/c", "text/csv;q=2", "text/csv;charset=x")) {
                api.get(ROOT + "/" + report, "Accept", unserved).expect(406);
            }
        }
    }

    @Test
    void givenNonsense_whenReported_thenBadRequest() {
        HttpApi api = HttpApi.newUser(baseUrl());
        for (String parameters : new String[] {
            "from=yesterday",
            "from=2020-02-30",
            "from=0001-01-01",
            "to=9999-12-31",
            "from=2026-02-01&to=2026-01-01",
            "from=2020-01-01&to=2026-01-01",
            "bucket=year",
            "scope=all",
            "status=open",
            "as_of=nonsense",
            "due_before=nonsense"
        }) {
            Answer refused = api.get(ROOT + "/throughput?" + parameters).expect(400);
            assertThat(refused.text("/detail")).as(parameters).endsWith(".");
        }
        api.get(ROOT + "/forecast?remaining=-1").expect(400);
        api.get(ROOT + "/forecast?remaining=1000000").expect(400);
        api.get(ROOT + "/forecast?seed=x").expect(400);
        api.get(ROOT + "/forecast?by=2020-01-01").expect(400);
        api.get(ROOT + "/nonsense").expect(404);
        HttpApi.anonymous(baseUrl()).get(ROOT + "/summary").expect(401);
    }

    @Test
    void givenOthers_whenReported_thenNothingOfThem_butTotalsForAdministrators() throws Exception {
        worker();
        HttpApi other = HttpApi.newUser(baseUrl());
        assertThat(other.get(ROOT + "/summary").json().path("arrivals").asInt()).isZero();
        assertThat(other.get(ROOT + "/aging").json().path("points").size()).isZero();
        other.get(ROOT + "/summary?scope=installation").expect(403);
        execute("update account set admin = true where user_id = '" + other.userId() + "'");
        outwaitLeases();
        // Each user's days are their own: this one's is a day ahead of the administrator's.
        JsonNode totals = other.get(
                        ROOT + "/summary?scope=installation&to=" + LocalDate.now(ZoneId.of("Pacific/Auckland")))
                .expect(200)
                .json();
        assertThat(totals.path("arrivals").asInt()).isGreaterThanOrEqualTo(5);
        other.get(ROOT + "/throughput?scope=installation&bucket=month").expect(200);
        other.get(ROOT + "/cumulative-flow?scope=installation&as_of=" + Instant.now())
                .expect(200);
        other.get(ROOT + "/forecast?scope=installation").expect(200);
        other.get(ROOT + "/aging?scope=installation").expect(400);
        other.get(ROOT + "/summary?scope=installation&priority=high").expect(200);
        other.get(ROOT + "/summary?scope=installation&q=findme").expect(400);
        other.get(ROOT + "/throughput?scope=installation&tag=x").expect(400);
        other.get(ROOT + "/cycle-time?scope=installation").expect(400);
    }

    @Test
    void givenDamagedTables_whenVerifiedAndRebuilt_thenFoundAndRight_andViewsGoOn() throws Exception {
        HttpApi api = worker();
        assertThat(verify()).contains("0 rows differ");
        execute(
                "update bi.fct_task_daily set arrivals = arrivals + 1 where owner_id = '" + api.userId() + "'",
                "delete from bi.dim_task_past where name = 'stuck' and owner_id = '" + api.userId() + "'",
                "update bi.fct_task_lifecycle set lead_hours = 1 where status = 'completed' and owner_id = '"
                        + api.userId() + "'");
        assertThat(verify())
                .doesNotContain("\n0 rows differ")
                .contains("bi.fct_task_daily")
                .contains("bi.dim_task_past");
        List<String> shape = texts(SHAPE);
        ConsoleRun rebuild = ConsoleRun.of(database(), "rebuild", "bi");
        assertThat(rebuild.exitCode()).as(rebuild.err()).isZero();
        assertThat(texts(SHAPE)).isEqualTo(shape).anyMatch(index -> index.endsWith("(owner_id, valid_to, valid_from)"));
        assertThat(verify()).contains("0 rows differ");
        create(api, "{\"name\": \"after\"}");
        await(api);
        assertThat(api.get(ROOT + "/summary").json().path("arrivals").asInt()).isEqualTo(6);
        assertThat(number(
                        "select count(*) from bi_read.fct_task_lifecycle t join bi.fct_task_lifecycle l using (task_id)"
                                + " where l.owner_id = '" + api.userId() + "'"))
                .isEqualTo(6);
        assertThat(number("select count(*) from pg_description d where d.objoid = 'bi.dim_task'::regclass"))
                .isGreaterThan(20);
        assertThat(ConsoleRun.of(database(), "rebuild", "bi", "--back").exitCode())
                .isEqualTo(2);
        execute("update account set admin = true where user_id = '" + api.userId() + "'");
        outwaitLeases();
        api.post("/api/v1/admin/projections/bi/rebuild", null).expect(202);
        Instant limit = Instant.now().plus(Duration.ofSeconds(30));
        while (!projection(api).at("/rebuild/state").asString("").equals("done")) {
            assertThat(Instant.now()).isBefore(limit);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(projection(api).path("kind").stringValue()).isEqualTo("async");
        assertThat(projection(api).path("dead_letters").asInt()).isZero();
        assertThat(verify()).contains("0 rows differ");
    }

    @Test
    void givenReadersWithoutAPauseBetweenThem_whenRebuilt_thenSwapsAndNoneFails() throws Exception {
        worker();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(6);
        try {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                readers.add(pool.submit(() -> {
                    int reads = 0;
                    while (!over.get()) {
                        execute("select count(*), pg_sleep(0.5 + random() * 0.4) from bi.log_position");
                        reads++;
                    }
                    return reads;
                }));
            }
            ConsoleRun rebuild = ConsoleRun.of(database(), "rebuild", "bi");
            over.set(true);
            assertThat(rebuild.exitCode()).as(rebuild.err()).isZero();
            for (Future<Integer> reader : readers) {
                assertThat(reader.get(30, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            over.set(true);
            pool.shutdown();
        }
        assertThat(verify()).contains("0 rows differ");
    }

    @Test
    void givenErasure_whenFollowed_thenCountsStayAndTextIsGone() throws Exception {
        HttpApi api = worker();
        String secret = "erase-me-" + api.userId();
        String id = create(
                api, "{\"name\": \"" + secret + "\", \"description\": \"" + secret + "\", \"tags\": [\"erase-me\"]}");
        await(api);
        assertThat(mentions(secret)).isPositive();
        api.delete("/api/v1/tasks/" + id).expect(204);
        api.delete("/api/v1/tasks/" + id + "/history").expect(200);
        await(api);
        assertThat(mentions(secret)).isZero();
        assertThat(api.get(ROOT + "/summary").json().path("arrivals").asInt()).isEqualTo(6);
        String owner = api.userId();
        long rows = number("select count(*) from bi.fct_task_event where owner_id = '" + owner + "'");
        assertThat(api.post("/me/erase", "{\"password\": \"securepass123\"}").status())
                .isBetween(200, 204);
        Instant limit = Instant.now().plus(Duration.ofSeconds(30));
        while (number("select count(*) from bi.dim_user where erased and owner_id = '" + owner + "'") == 0) {
            assertThat(Instant.now()).isBefore(limit);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(number("select count(*) from bi.fct_task_lifecycle where owner_id = '" + owner
                        + "' and (name is not null or description is not null or tags is not null)"))
                .isZero();
        assertThat(number("select count(*) from bi.fct_task_event where owner_id = '" + owner + "'"))
                .isEqualTo(rows);
        assertThat(verify()).contains("0 rows differ");
    }

    private static JsonNode projection(HttpApi api) {
        for (JsonNode projection :
                api.get("/api/v1/admin/projections").expect(200).json().path("projections")) {
            if (projection.path("name").asString().equals("bi")) {
                return projection;
            }
        }
        throw new AssertionError("No projection bi");
    }

    private static String verify() {
        return ConsoleRun.of(database(), "verify", "bi").out();
    }

    private static long mentions(String text) throws SQLException {
        return number("select (select count(*) from bi.dim_task t where t::text like '%" + text
                + "%') + (select count(*) from bi.fct_task_lifecycle t where t::text like '%" + text
                + "%') + (select count(*) from bi.fct_task_event t where t::text like '%" + text + "%')");
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
