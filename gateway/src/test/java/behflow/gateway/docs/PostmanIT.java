package behflow.gateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Postman collection has a request for every operation of the OpenAPI document, and none for another. */
class PostmanIT extends BehflowIT {

    /** Pages, another protocol, and the request that shows what an unknown route answers. */
    private static final Set<String> PAGES =
            Set.of("GET /openapi.json", "GET /docs", "GET /redoc", "GET /no/such/route", "POST /mcp");

    @Test
    void givenTheCollection_whenComparedWithTheDocument_thenEveryOperationIsThere() throws IOException {
        Set<String> operations = new HashSet<>();
        HttpApi.anonymous(baseUrl())
                .get("/openapi.json")
                .expect(200)
                .json()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        List<String> requests = new ArrayList<>();
        collect(
                JsonMapper.builder().build().readTree(Files.readString(Path.of("..", "postman_collection.json"))),
                requests);

        Set<String> covered = new HashSet<>();
        List<String> unknown = new ArrayList<>();
        for (String request : requests) {
            operations.stream()
                    .filter(operation -> fits(operation, request))
                    .min(Comparator.comparingLong(PostmanIT::variables))
                    .ifPresentOrElse(covered::add, () -> unknown.add(request));
        }
        unknown.removeAll(PAGES);

        assertThat(unknown).isEmpty();
        operations.removeAll(PAGES);
        assertThat(covered).containsAll(operations);
    }

    /** For example {@code GET /api/v1/tasks/{{taskId}}}. */
    private static void collect(JsonNode node, List<String> requests) {
        for (JsonNode item : node.path("item")) {
            if (item.has("request")) {
                JsonNode request = item.path("request");
                String url = request.at("/url/raw").stringValue();
                requests.add(request.path("method").stringValue() + " "
                        + url.replace("{{baseUrl}}", "").replaceFirst("\\?.*", ""));
            }
            collect(item, requests);
        }
    }

    private static boolean fits(String operation, String request) {
        String[] wanted = operation.split("/");
        String[] given = request.split("/");
        return wanted.length == given.length
                && IntStream.range(0, wanted.length)
                        .allMatch(i -> wanted[i].startsWith("{") || wanted[i].equals(given[i]));
    }

    private static long variables(String operation) {
        return Arrays.stream(operation.split("/"))
                .filter(part -> part.startsWith("{"))
                .count();
    }
}
