package behflow.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.HttpApi;
import behflow.HttpApi.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What one user's lists and tasks were, by position of the log, as the API told it at the time; and whether it still does. */
final class ObservedPast {

    static final String LIVE = "";
    static final String DELETED = "deleted=true";
    private static final List<String> ASPECTS =
            List.of("name", "description", "status", "priority", "due_date", "tags", "deleted");
    private static final List<String> QUESTIONS = List.of(
            LIVE,
            DELETED,
            "status=not_started,in_progress&sort=-due_date",
            "priority=high&priority=urgent&sort=priority",
            "tag=home&sort=updated_at",
            "q=re&sort=created_at",
            "overdue=true&sort=due_date",
            "due_after=2001-01-01&due_before=2500-01-01&sort=-updated_at",
            "sort=-priority&limit=3",
            "sort=due_date&limit=2&tag=work");

    /** How many of them are asked each time, beside the two that tell of all tasks. */
    private static final int ASKED = 3;

    private final HttpApi api;
    private final Random random;
    /** By position: the pages of each question's answer. */
    private final TreeMap<Long, Map<String, List<JsonNode>>> lists = new TreeMap<>();

    ObservedPast(HttpApi api, Random random) {
        this.api = api;
        this.random = random;
    }

    /** Asks for all tasks and some lists, and notes them under the position that the log is at. */
    void observe() {
        Map<String, List<JsonNode>> answers = new LinkedHashMap<>();
        Set<String> questions = new LinkedHashSet<>(List.of(LIVE, DELETED));
        while (questions.size() < 2 + ASKED) {
            questions.add(QUESTIONS.get(random.nextInt(QUESTIONS.size())));
        }
        long at;
        do {
            at = head();
            questions.forEach(question -> answers.put(question, pages(question, "")));
        } while (at != head());
        long position = at;
        Map<String, JsonNode> earlier = lists.isEmpty() ? Map.of() : tasks(lists.lastKey());
        Map<String, List<JsonNode>> known = lists.computeIfAbsent(position, p -> new LinkedHashMap<>());
        answers.forEach((question, pages) -> {
            List<JsonNode> before = known.put(question, pages);
            assertThat(pages)
                    .as("%s, where nothing happened at %d", question, position)
                    .isEqualTo(before == null ? pages : before);
        });
        tasks(position).forEach((id, task) -> {
            if (!task.equals(earlier.get(id))) {
                assertTask("present", task, api.get("/api/v1/tasks/" + id).expect(task.has("deleted_at") ? 404 : 200));
            }
        });
    }

    /** What is compared and undone of each task, as last observed. */
    Map<String, ObjectNode> aspects() {
        return aspects(lists.lastKey());
    }

    /** A task's version, as last observed. */
    long version(String taskId) {
        return tasks(lists.lastKey()).get(taskId).path("version").longValue();
    }

    long lastPosition() {
        return lists.lastKey();
    }

    /** And so is the present as of itself. */
    void assertPresentIsTheLastObserved() {
        long position = lists.lastKey();
        assertThat(head()).isEqualTo(position);
        lists.get(position).forEach((question, observed) -> {
            assertThat(pages(question, "")).as("present of %s", question).isEqualTo(observed);
            assertThat(pages(question, "as_of_position=" + position))
                    .as("%s as of position %d", question, position)
                    .isEqualTo(observed);
        });
    }

    void assertListsAsOfEveryPosition() {
        lists.forEach((position, answers) ->
                answers.forEach((question, observed) -> assertThat(pages(question, "as_of_position=" + position))
                        .as("%s as of position %d", question, position)
                        .isEqualTo(observed)));
    }

    /** At the instant of the last event of each observed position. */
    void assertListsAsOfEveryInstant() {
        Map<Long, String> instants = new HashMap<>();
        events("/api/v1/events?limit=1000&after=", "/position")
                .forEach(event -> instants.put(
                        event.path("position").longValue(),
                        event.path("timestamp").stringValue()));
        lists.forEach((position, answers) -> {
            String instant = instants.get(position);
            if (!instant.equals(instants.get(position + 1))) {
                answers.forEach((question, observed) -> {
                    if (!question.equals(DELETED)) {
                        assertThat(pages(question, "as_of=" + instant))
                                .as("%s as of %s", question, instant)
                                .isEqualTo(observed);
                    }
                });
            }
        });
    }

    /** Every task at every version and position is what was seen then; its history's changes lead from each to the next. */
    void assertVersionsAndTheirHistory() {
        for (String id : tasks(lists.lastKey()).keySet()) {
            Map<Long, JsonNode> seen = new HashMap<>();
            lists.keySet().forEach(position -> {
                JsonNode task = tasks(position).get(id);
                if (task != null) {
                    seen.put(task.path("version").longValue(), task);
                }
            });
            ObjectNode folded = JsonNodeFactory.instance.objectNode();
            folded.put("deleted", false);
            for (JsonNode event : events("/api/v1/tasks/" + id + "/history?limit=500&cursor=", "/next_cursor")) {
                long version = event.path("sequence").longValue();
                apply(folded, event.path("changes"));
                Answer then = api.get("/api/v1/tasks/" + id + "?version=" + version);
                if (folded.path("deleted").booleanValue()) {
                    then.expect(404);
                } else {
                    assertThat(aspects(then.json())).as("version %d", version).isEqualTo(folded);
                    assertThat(api.get("/api/v1/tasks/" + id + "?as_of_position="
                                            + event.path("position").longValue())
                                    .body())
                            .isEqualTo(then.body());
                }
                if (seen.containsKey(version)) {
                    assertTask("version " + version, seen.remove(version), then);
                }
            }
            assertThat(seen).as("versions that history does not know").isEmpty();
        }
    }

    /** Applied to the state at the one position, what {@code changes} says gives the state at the other. */
    void assertChangesExplainTheDifferences(Random random, int pairs) {
        List<Long> positions = new ArrayList<>(lists.keySet());
        for (int i = 0; i < pairs; i++) {
            long a = positions.get(random.nextInt(positions.size()));
            long b = positions.get(random.nextInt(positions.size()));
            Map<String, ObjectNode> state = aspects(Math.min(a, b));
            api.get("/api/v1/changes?from=" + Math.min(a, b) + "&to=" + Math.max(a, b))
                    .expect(200)
                    .json()
                    .path("changes")
                    .forEach(cause -> cause.path("tasks")
                            .forEach(task -> apply(
                                    state.computeIfAbsent(
                                            task.path("task_id").stringValue(),
                                            id -> JsonNodeFactory.instance.objectNode()),
                                    task.path("changes"))));
            assertThat(state).as("from %d to %d", a, b).isEqualTo(aspects(Math.max(a, b)));
        }
    }

    private static void apply(ObjectNode task, JsonNode changes) {
        changes.properties().forEach(change -> {
            JsonNode from = change.getValue().path("from");
            if (task.has(change.getKey()) || !from.isNull()) {
                assertThat((Object) task.get(change.getKey()))
                        .as("%s before", change.getKey())
                        .isEqualTo(from);
            }
            task.set(change.getKey(), change.getValue().path("to"));
        });
        // What a creation leaves out has no value.
        ASPECTS.stream().filter(aspect -> !task.has(aspect)).forEach(aspect -> task.putNull(aspect));
    }

    private long head() {
        return api.get("/api/v1/log/head").expect(200).json().path("position").longValue();
    }

    /** All tasks at a position, also deleted ones, as the lists told them. */
    private Map<String, JsonNode> tasks(long position) {
        Map<String, JsonNode> tasks = new LinkedHashMap<>();
        for (String list : List.of(LIVE, DELETED)) {
            lists.get(position)
                    .get(list)
                    .forEach(page ->
                            page.forEach(task -> tasks.put(task.path("task_id").stringValue(), task)));
        }
        return tasks;
    }

    private Map<String, ObjectNode> aspects(long position) {
        Map<String, ObjectNode> aspects = new HashMap<>();
        tasks(position).forEach((id, task) -> aspects.put(id, aspects(task)));
        return aspects;
    }

    private static ObjectNode aspects(JsonNode task) {
        ObjectNode aspects = JsonNodeFactory.instance.objectNode();
        ASPECTS.forEach(aspect -> aspects.set(aspect, task.path(aspect)));
        aspects.put("deleted", task.has("deleted_at"));
        return aspects;
    }

    private static void assertTask(String as, JsonNode observed, Answer answer) {
        if (answer.status() == 404) {
            assertThat(observed.has("deleted_at")).as(as).isTrue();
        } else {
            assertThat(answer.json()).as(as).isEqualTo(observed);
            assertThat(answer.header("ETag"))
                    .isEqualTo("\"" + observed.path("version").longValue() + "\"");
        }
    }

    private List<JsonNode> pages(String question, String asOf) {
        List<JsonNode> pages = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get("/api/v1/tasks?" + question + "&" + asOf + cursor)
                    .expect(200)
                    .json();
            pages.add(page.path("tasks"));
            cursor = page.path("next_cursor").isString()
                    ? "&cursor=" + page.path("next_cursor").stringValue()
                    : "";
        } while (!cursor.isEmpty());
        return pages;
    }

    /** All pages of events, each after what the page before said. */
    private List<JsonNode> events(String path, String next) {
        List<JsonNode> events = new ArrayList<>();
        String after = path.endsWith("cursor=") ? "" : "0";
        while (true) {
            String asked = after.isEmpty() ? path.replaceAll("&cursor=$", "") : path + after;
            JsonNode page = api.get(asked).expect(200).json();
            page.path("events").forEach(events::add);
            String following = page.at(next).asString("");
            if (following.isEmpty() || following.equals(after)) {
                return events;
            }
            after = following;
        }
    }
}
