package behflow;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the service's own {@code /openapi.json} says, to hold answers against it: operation, status, media type, and by JSON
 * Schema 2020-12 the body. Immutable but for the schemas, each of which is compiled when first needed.
 */
final class ApiDocument {

    static final String PATH = "/openapi.json";

    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final String LINES = "application/x-ndjson";

    /** Pages and other protocols, which OpenAPI does not describe; nor does it describe OPTIONS, which HTTP itself explains. */
    private static final Pattern UNDESCRIBED =
            Pattern.compile("(/openapi\\.json|/docs|/redoc|/swagger-ui|/webjars|/mcp|/ws|/actuator)(/.*)?");

    /** Of a route or method that is none, and of a request that no route sees. */
    private static final Set<Integer> WITHOUT_OPERATION = Set.of(400, 401, 404, 405, 501);

    /** Ahead of any operation: a method that the path does not have, headers too large. */
    private static final Set<Integer> AHEAD_OF_OPERATIONS = Set.of(405, 431);

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** OpenAPI's own keywords say nothing of values. */
    private static final Dialect DIALECT = Dialect.builder(Dialects.getDraft202012())
            .unknownKeywordFactory((keyword, context) -> new NonValidationKeyword(keyword))
            .build();

    private static @Nullable ApiDocument served;

    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            DIALECT,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();
    private final Map<String, List<Operation>> operations = new HashMap<>();
    private final JsonNode components;

    private record Operation(String path, String[] segments, JsonNode responses) {

        boolean fits(String[] given) {
            return segments.length == given.length
                    && IntStream.range(0, given.length)
                            .allMatch(i -> isVariable(i) ? !given[i].isEmpty() : segments[i].equals(given[i]));
        }

        boolean isVariable(int segment) {
            return segments[segment].startsWith("{");
        }

        long variables() {
            return IntStream.range(0, segments.length).filter(this::isVariable).count();
        }
    }

    /** @param json the document as it is served */
    ApiDocument(String json) {
        JsonNode document = MAPPER.readTree(json);
        this.components = document.path("components");
        for (var path : document.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                operations
                        .computeIfAbsent(operation.getKey().toUpperCase(Locale.ROOT), method -> new ArrayList<>())
                        .add(new Operation(
                                path.getKey(),
                                path.getKey().split("/", -1),
                                operation.getValue().path("responses")));
            }
        }
    }

    /**
     * The document of the service there. All services of a run are of the same code and so have the same one: it is fetched from
     * the first.
     */
    static synchronized ApiDocument of(String base) {
        if (served == null) {
            served = new ApiDocument(fetch(base));
        }
        return served;
    }

    private static String fetch(String base) {
        try {
            HttpResponse<String> answer = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(base + PATH))
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() != 200) {
                throw new AssertionError("%s%s is answered with %d".formatted(base, PATH, answer.statusCode()));
            }
            return answer.body();
        } catch (IOException e) {
            throw new AssertionError(base + PATH + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /**
     * Holds an answer against the document.
     *
     * @param target      path and query
     * @param contentType null where the answer has none
     * @param body        empty where the answer has none
     * @throws AssertionError where the document says otherwise
     */
    void check(String method, String target, int status, @Nullable String contentType, String body) {
        String path = target.replaceFirst("[?#].*", "");
        Operation operation = find(method.equals("HEAD") ? "GET" : method, path);
        String fault;
        if (operation == null) {
            boolean said = method.equals("OPTIONS")
                    || UNDESCRIBED.matcher(path).matches()
                    || WITHOUT_OPERATION.contains(status);
            fault = said ? null : "the operation is not described";
        } else {
            fault = fault(operation, status, contentType, method.equals("HEAD") ? null : body);
        }
        if (fault != null) {
            throw new AssertionError("%s is untrue of %s %s, answered with %d: %s%n%s"
                    .formatted(PATH, method, operation == null ? path : operation.path(), status, fault, body));
        }
    }

    private @Nullable Operation find(String method, String path) {
        String[] segments = path.split("/", -1);
        return operations.getOrDefault(method, List.of()).stream()
                .filter(operation -> operation.fits(segments))
                .min(Comparator.comparingLong(Operation::variables))
                .orElse(null);
    }

    /** @param body null where the request asked for none */
    private @Nullable String fault(
            Operation operation, int status, @Nullable String contentType, @Nullable String body) {
        JsonNode response = operation.responses().path(Integer.toString(status));
        if (!response.isObject()) {
            return AHEAD_OF_OPERATIONS.contains(status)
                    ? null
                    : "of the statuses only %s are described"
                            .formatted(String.join(", ", operation.responses().propertyNames()));
        }
        JsonNode content = response.path("content");
        if (body == null || content.isEmpty() && body.isEmpty()) {
            return null;
        }
        String type = String.valueOf(contentType).replaceFirst("\\s*;.*", "");
        // The document says of all problems in one place that they can be called so.
        JsonNode described = content.path(type.equals(PROBLEM) ? JSON : type).path("schema");
        if (!described.isObject()) {
            return "its media type is %s, and %s described"
                    .formatted(type, content.isEmpty() ? "no body is" : String.join(", ", content.propertyNames()));
        }
        return switch (type) {
            case JSON, PROBLEM -> fault(described, body);
            case LINES ->
                body.lines()
                        .map(line -> fault(described, line))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
            default -> null;
        };
    }

    private @Nullable String fault(JsonNode schema, String body) {
        var errors = compiled.computeIfAbsent(schema, this::compile).validate(body, InputFormat.JSON);
        return errors.isEmpty() ? null : "the body is not as its schema says: " + errors;
    }

    /** References lead into the document's components, so these go with it. */
    private Schema compile(JsonNode schema) {
        ObjectNode root = (ObjectNode) schema.deepCopy();
        root.set("components", components);
        return registry.getSchema(root);
    }
}
