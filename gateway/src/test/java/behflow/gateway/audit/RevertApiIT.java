package behflow.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.HttpApi.Answer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Undo of one cause, and return of a task to a version, as a client sees them. */
class RevertApiIT extends BehflowIT {

    private HttpApi api;

    @BeforeEach
    void newUser() {
        api = HttpApi.newUser(baseUrl());
    }

    @Test
    void givenChanges_whenRevertedByCause_thenUndoneAndRedone() {
        String path = "/api/v1/tasks/"
                + create("{\"name\": \"A\", \"priority\": \"low\"}").text("/task_id");
        Answer change =
                api.put(path, "{\"priority\": \"high\", \"name\": \"B\"}").expect(200);
        String cause = "/api/v1/changes/" + change.header("X-Correlation-Id");

        JsonNode did = api.get(cause).expect(200).json();
        assertThat(did.at("/tasks/0/changes/priority").toString()).isEqualTo("{\"from\":\"low\",\"to\":\"high\"}");
        assertThat(did.at("/events")).hasSize(2);
        assertThat(did.at("/events/0").has("subject_id")).isTrue();

        Answer preview = api.post(cause + "/revert", "{\"dry_run\": true}").expect(200);
        assertThat(api.get(path).json().at("/priority").stringValue()).isEqualTo("high");
        Answer undone = api.post(
                        cause + "/revert",
                        "{\"if_position\": %d}"
                                .formatted(preview.json().at("/position").longValue()))
                .expect(200);
        assertThat(undone.json().at("/changes")).isEqualTo(preview.json().at("/changes"));
        assertThat(undone.json().at("/changes/0").toString())
                .isEqualTo(("{'task_id':'%s','field':'name','outcome':'reverted','before':'A','after':'B','now':'B',"
                                + "'by':null}")
                        .replace('\'', '"')
                        .formatted(path.substring(path.lastIndexOf('/') + 1)));
        assertThat(undone.text("/correlation_id")).isEqualTo(undone.header("X-Correlation-Id"));
        assertThat(api.get(path).json().at("/priority").stringValue()).isEqualTo("low");
        JsonNode last = api.get(path + "/history").json().at("/events/4");
        assertThat(last.at("/cause/causation_id").stringValue()).isEqualTo(change.header("X-Correlation-Id"));

        long head = undone.json().at("/position").longValue();
        Answer twice = api.post(cause + "/revert", null).expect(200);
        assertThat(twice.json().at("/changes/0/outcome").stringValue()).isEqualTo("already");
        assertThat(twice.json().at("/position").longValue()).isEqualTo(head);
        api.post(cause + "/revert", "{\"if_position\": 1}").expect(409);
        api.post(cause + "/revert", "{\"if_position\": 100000}").expect(400);

        String undo = "/api/v1/changes/" + undone.text("/correlation_id");
        assertThat(api.get(undo).expect(200).json().at("/undoes").stringValue())
                .isEqualTo(change.header("X-Correlation-Id"));
        assertThat(api.get(cause).json().at("/undone_by/0").stringValue()).isEqualTo(undone.text("/correlation_id"));
        api.post(undo + "/revert", "{\"on_conflict\": \"fail\"}").expect(200);
        assertThat(api.get(path).json().at("/priority").stringValue()).isEqualTo("high");
    }

    @Test
    void givenLaterWrite_whenReverted_thenKeptForcedOrRefused() {
        String path = "/api/v1/tasks/"
                + create("{\"name\": \"A\", \"priority\": \"low\"}").text("/task_id");
        Answer change = api.put(path, "{\"priority\": \"high\"}").expect(200);
        Answer later = api.put(path, "{\"priority\": \"medium\"}").expect(200);
        String revert = "/api/v1/changes/" + change.header("X-Correlation-Id") + "/revert";

        api.post(revert, "{\"on_conflict\": \"fail\"}").expect(409);
        JsonNode kept = api.post(revert, "{}").expect(200).json().at("/changes/0");
        assertThat(kept.at("/outcome").stringValue()).isEqualTo("conflict");
        assertThat(kept.at("/now").stringValue()).isEqualTo("medium");
        assertThat(kept.at("/by/cause/correlation_id").stringValue()).isEqualTo(later.header("X-Correlation-Id"));
        assertThat(kept.at("/by/actor/name").stringValue()).isEqualTo("John Doe");
        assertThat(api.get(path).json().at("/priority").stringValue()).isEqualTo("medium");
        JsonNode forced =
                api.post(revert, "{\"on_conflict\": \"force\"}").expect(200).json();
        assertThat(forced.at("/changes/0/outcome").stringValue()).isEqualTo("forced");
        assertThat(api.get(path).json().at("/priority").stringValue()).isEqualTo("low");
        api.post(revert, "{\"on_conflict\": \"other\"}").expect(400);
        api.post(revert, "{\"fields\": [\"other\"]}").expect(400);
        api.post(revert, "{\"fields\": []}").expect(400);
        api.post(revert, "{\"dry_run\": 1}").expect(400);
        api.post(revert, "[]").expect(400);
    }

    @Test
    void givenVersions_whenReverted_thenTheTaskOrSomeFieldsAreAsTheyWere() {
        Answer created = create("{\"name\": \"A\", \"priority\": \"low\", \"tags\": [\"x\", \"y\"]}");
        String path = "/api/v1/tasks/" + created.text("/task_id");
        api.put(path, "{\"name\": \"B\", \"priority\": \"high\", \"tags\": [\"z\"], \"status\": \"completed\"}")
                .expect(200);

        JsonNode some = api.post(path + "/revert", "{\"version\": 0, \"fields\": [\"name\"]}")
                .expect(200)
                .json();
        assertThat(some.at("/name").stringValue()).isEqualTo("A");
        assertThat(some.at("/priority").stringValue()).isEqualTo("high");
        JsonNode whole =
                api.post(path + "/revert", "{\"version\": 0}").expect(200).json();
        for (String field : List.of("name", "description", "status", "priority", "due_date", "tags", "completed_at")) {
            assertThat(whole.at("/" + field)).as(field).isEqualTo(created.json().at("/" + field));
        }
        api.delete(path).expect(204);
        api.post(path + "/revert", "{\"version\": 0, \"fields\": [\"name\"]}").expect(404);
        assertThat(api.post(path + "/restore", null).expect(200).text("/name")).isEqualTo("A");
        api.delete(path).expect(204);
        api.post(path + "/revert", "{\"version\": 1}").expect(200);
        assertThat(api.get(path).expect(200).text("/name")).isEqualTo("B");
        api.post(path + "/revert", "{\"version\": 1000}").expect(400);
        api.post(path + "/revert", "{}").expect(400);
        api.post(path + "/revert", "{\"version\": -1}").expect(400);
        api.post(path + "/revert", "{\"version\": 1.0}").expect(400);
    }

    private Answer create(String body) {
        return api.post("/api/v1/tasks", body).expect(201);
    }
}
