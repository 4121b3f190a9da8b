package behflow.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.HttpApi;
import behflow.HttpApi.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One user who does anything that can be done to tasks over HTTP, and notes after each command how things stand. */
final class RandomUser {

    private static final int MOST = 7;
    private static final String TASKS = "/api/v1/tasks";
    private static final List<String> STATUSES =
            List.of("not_started", "completed", "in_progress", "completed", "blocked");
    private static final List<String> PRIORITIES = List.of("low", "medium", "high", "urgent");
    private static final List<String> TAGS = List.of("home", "work", "ops", "سلام");
    private static final List<String> WORDS = List.of("Read", "report", "re-do", "buy", "milk", "50%", "نامه", "a\\b");
    private static final List<String> DUES = List.of(
            "null", "\"2001-02-03T04:05:06Z\"", "\"2019-05-01\"", "\"2400-01-01T10:00:00+02:00\"", "\"9999-12-31\"");

    private final HttpApi api;
    private final HttpApi stranger;
    private final Random random;
    private final ObservedPast past;
    private final List<String> tasks = new ArrayList<>();
    private final List<String> causes = new ArrayList<>();
    /** By task and version. */
    private final Map<String, TreeMap<Long, ObjectNode>> versions = new TreeMap<>();

    private final String process;

    RandomUser(HttpApi api, HttpApi stranger, Random random) {
        this.api = api;
        this.stranger = stranger;
        this.random = random;
        this.past = new ObservedPast(api, random);
        this.process = api.post("/api/v1/processes", """
                        {"name": "Batch", "action": "update_tasks", "trigger_type": "manual", "parameters":
                         {"filter": {"tag": "work"}, "change": {"status": "blocked", "tags": ["home", "work", "batch"]}}}""").expect(201).text("/process_id");
        past.observe();
    }

    ObservedPast past() {
        return past;
    }

    /** One command, whatever it may be, and a look at everything. */
    void act() {
        // Few tasks: much happens to each.
        int dice = tasks.isEmpty() ? 0 : tasks.size() < MOST ? random.nextInt(100) : 12 + random.nextInt(88);
        if (dice < 12) {
            tasks.add(written(api.post(TASKS, fields(true)).expect(201)).text("/task_id"));
        } else if (dice < 50) {
            change();
        } else if (dice < 60) {
            written(api.delete(path()));
        } else if (dice < 68) {
            written(api.post(path() + "/restore", null).expect(200));
        } else if (dice < 76) {
            revertTask();
        } else if (dice < 86) {
            undo(cause(), one(List.of("keep", "force", "fail")));
        } else if (dice < 94) {
            undoAndRedo();
        } else if (dice < 97) {
            batch();
        } else {
            stranger.put(path(), "{\"name\": \"Mine\"}").expectAnyOf(403, 404);
            stranger.delete(path()).expectAnyOf(403, 404);
        }
        look();
    }

    private void look() {
        past.observe();
        past.aspects().forEach((id, task) -> {
            long version = past.version(id);
            versions.computeIfAbsent(id, t -> new TreeMap<>()).put(version, task);
        });
    }

    private void change() {
        Answer answer = written(api.put(path(), fields(false)));
        answer.expectAnyOf(200, 404);
    }

    private void revertTask() {
        String id = one(tasks);
        List<Map.Entry<Long, ObjectNode>> known = List.copyOf(versions.get(id).entrySet());
        Map.Entry<Long, ObjectNode> version = one(known);
        written(api.post(TASKS + "/" + id + "/revert", "{\"version\": " + version.getKey() + "}")
                .expect(200));
        look();
        assertThat(past.aspects().get(id))
                .as("task %s back at version %d", id, version.getKey())
                .isEqualTo(version.getValue());
    }

    private Answer undo(String cause, String onConflict) {
        return written(api.post("/api/v1/changes/" + cause + "/revert", "{\"on_conflict\": \"" + onConflict + "\"}")
                .expectAnyOf(200, 409));
    }

    /** The undo, the same again, and the redo. */
    private void undoAndRedo() {
        Map<String, ObjectNode> before = past.aspects();
        String cause = cause();
        String onConflict = one(List.of("keep", "force"));
        long start = past.lastPosition();
        Answer undone = undo(cause, onConflict).expect(200);
        look();
        Map<String, ObjectNode> after = past.aspects();
        long position = past.lastPosition();
        undo(cause, onConflict).expect(200);
        look();
        assertThat(past.aspects()).as("undo of %s twice", cause).isEqualTo(after);
        assertThat(past.lastPosition()).as("a second undo is no event").isEqualTo(position);
        String undo = undone.text("/correlation_id");
        if (position == start) {
            // What wrote nothing is no cause.
            api.get("/api/v1/changes/" + undo).expect(404);
        } else {
            undo(undo, "fail").expect(200);
        }
        look();
        assertThat(past.aspects()).as("redo of %s", cause).isEqualTo(before);
    }

    /** Several tasks by one cause. */
    private void batch() {
        Answer run = api.post("/api/v1/processes/" + process + "/execute", null).expect(200);
        for (int i = 0; i < 200 && run.json().path("status").stringValue().equals("running"); i++) {
            run = api.get("/api/v1/processes/" + process + "/executions/" + run.text("/execution_id"));
        }
        assertThat(run.text("/status")).isEqualTo("success");
        written(run);
    }

    private String path() {
        return TASKS + "/" + one(tasks);
    }

    private String cause() {
        return one(causes);
    }

    /** Causes of what was written can be undone later. */
    private Answer written(Answer answer) {
        String cause = answer.header("X-Correlation-Id");
        if (answer.status() < 300 && cause != null) {
            JsonNode known = api.get("/api/v1/changes/" + cause).json();
            if (known.has("events")) {
                causes.add(cause);
            }
        }
        return answer;
    }

    /** A body of some fields, all random; a new task has a name at least. */
    private String fields(boolean create) {
        List<String> fields = new ArrayList<>();
        if (create || random.nextInt(3) == 0) {
            fields.add("\"name\": \"" + words(1 + random.nextInt(3)) + "\"");
        }
        if (random.nextInt(3) == 0) {
            fields.add("\"description\": " + (random.nextInt(4) == 0 ? "null" : "\"" + words(4) + "\""));
        }
        if (!create && random.nextInt(2) == 0) {
            fields.add("\"status\": \"" + one(STATUSES) + "\"");
        }
        if (random.nextInt(2) == 0) {
            fields.add("\"priority\": \"" + one(PRIORITIES) + "\"");
        }
        if (random.nextInt(3) == 0) {
            fields.add("\"due_date\": " + one(DUES));
        }
        if (random.nextInt(2) == 0) {
            fields.add(Stream.generate(() -> "\"" + one(TAGS) + "\"")
                    .limit(random.nextInt(4))
                    .collect(Collectors.joining(", ", "\"tags\": [", "]")));
        }
        return String.join(", ", fields).transform(all -> "{" + all + "}");
    }

    private String words(int count) {
        return Stream.generate(() -> one(WORDS))
                .limit(count)
                .collect(Collectors.joining(" "))
                .replace("\\", "\\\\");
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
