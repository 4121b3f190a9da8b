package behflow.gateway.docs;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Completes the whole document: names of path variables as the specification writes them ({@code task_id}), examples of
 * whole bodies, and the headers of answers.
 */
final class DocumentCompletion {

    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");

    private final OpenAPI api;
    private final Examples examples;

    DocumentCompletion(OpenAPI api) {
        this.api = api;
        this.examples = new Examples(api.getComponents().getSchemas());
    }

    void complete() {
        Paths paths = new Paths();
        new TreeMap<>(api.getPaths()).forEach((path, item) -> paths.addPathItem(snakeCase(path), item));
        api.setPaths(paths);
        header("RequestId", "The request's id, by which the service's log knows it", Examples.UUID);
        header("CorrelationId", "What an undo of this write takes", Examples.UUID);
        header("RetryAfter", "Seconds to wait", "2");
        header("Replayed", "`true`: the first answer to this `Idempotency-Key`, again", "true");
        header("ETag", "The version of the task, for `If-Match`", "\"3\"");
        header("Location", "Where what was created is found", "/api/v1/tasks/" + Examples.UUID);
        header(
                "Link",
                "The next page, as `rel=\"next\"`, relative to the request",
                "</api/v1/tasks?cursor=eyJrIjoi>; rel=\"next\"");
        paths.values().forEach(item -> item.readOperationsMap().forEach(this::complete));
    }

    private void complete(PathItem.HttpMethod method, Operation operation) {
        if (operation.getParameters() != null) {
            // OpenAPI describes content negotiation by the answers' media types, not as a parameter.
            operation.getParameters().removeIf(parameter -> "Accept".equalsIgnoreCase(parameter.getName()));
            operation.getParameters().forEach(DocumentCompletion::complete);
        }
        if (operation.getRequestBody() != null) {
            operation.getRequestBody().getContent().values().forEach(this::example);
        }
        boolean keyed = OperationDescriptions.takes(operation, ParameterCatalogue.KEY);
        operation.getResponses().forEach((status, response) -> {
            refer(response, "X-Request-Id", "RequestId");
            if (response.getContent() != null) {
                response.getContent().values().forEach(this::example);
            }
            if (status.startsWith("2")) {
                success(method, status, response);
                if (keyed) {
                    refer(response, "Idempotency-Replayed", "Replayed");
                }
            } else if (keyed && status.equals("409")) {
                refer(response, "Retry-After", "RetryAfter");
                refer(response, "X-Correlation-Id", "CorrelationId");
            } else if (status.equals("429") || status.equals("503")) {
                refer(response, "Retry-After", "RetryAfter");
            }
        });
    }

    private static void complete(Parameter parameter) {
        if ("path".equals(parameter.getIn())) {
            parameter.setName(snakeCase("{" + parameter.getName() + "}").replaceAll("[{}]", ""));
        }
        ParameterCatalogue.describe(parameter);
    }

    private void success(PathItem.HttpMethod method, String status, ApiResponse response) {
        if (method != PathItem.HttpMethod.GET) {
            refer(response, "X-Correlation-Id", "CorrelationId");
        }
        if (status.equals("201")) {
            refer(response, "Location", "Location");
        }
        Content content = response.getContent();
        if (content == null) {
            return;
        }
        MediaType json = content.get("application/json");
        Schema<?> schema = json == null ? null : json.getSchema();
        if (schema != null && "#/components/schemas/Task".equals(schema.get$ref())) {
            refer(response, "ETag", "ETag");
        }
        if (pages(schema)) {
            refer(response, "Link", "Link");
        }
    }

    private boolean pages(@Nullable Schema<?> schema) {
        if (schema == null || schema.get$ref() == null) {
            return false;
        }
        Schema<?> model = api.getComponents()
                .getSchemas()
                .get(schema.get$ref().substring(schema.get$ref().lastIndexOf('/') + 1));
        return model != null
                && model.getProperties() != null
                && model.getProperties().containsKey("next_cursor");
    }

    private void example(MediaType body) {
        if (body.getExample() == null && body.getExamples() == null && body.getSchema() != null) {
            body.setExample(examples.of(body.getSchema()));
        }
    }

    private void header(String name, String description, String example) {
        StringSchema text = new StringSchema();
        text.addType("string");
        api.getComponents()
                .addHeaders(
                        name, new Header().description(description).schema(text).example(example));
    }

    private static void refer(ApiResponse response, String header, String component) {
        response.addHeaderObject(header, new Header().$ref("#/components/headers/" + component));
    }

    private static String snakeCase(String path) {
        Matcher variable = VARIABLE.matcher(path);
        return variable.replaceAll(found -> Matcher.quoteReplacement(
                "{" + found.group(1).replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT) + "}"));
    }
}
