package behflow.gateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.gateway.kernel.Takes;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The description of the API is complete, and its pages come from this installation alone. */
class DocumentationIT extends BehflowIT {

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping handlers;

    @Test
    void everyOperationIsDescribed() {
        JsonNode api =
                HttpApi.anonymous(baseUrl()).get("/openapi.json").expect(200).json();
        assertThat(api.at("/openapi").stringValue()).startsWith("3.1");
        int operations = 0;
        for (var path : api.at("/paths").properties()) {
            for (var operation : path.getValue().properties()) {
                String name = operation.getKey() + " " + path.getKey();
                JsonNode described = operation.getValue();
                assertThat(described.path("summary").asString(""))
                        .as(name + " summary")
                        .isNotBlank();
                assertThat(described.path("description").asString(""))
                        .as(name + " description")
                        .isNotBlank();
                assertThat(described.path("operationId").asString(""))
                        .as(name + " operationId")
                        .isNotBlank();
                assertThat(described.has("security")).as(name + " security").isTrue();
                assertThat(described.path("responses").propertyNames().stream().anyMatch(s -> s.startsWith("2")))
                        .as(name + " success")
                        .isTrue();
                assertThat(described.path("responses").propertyNames().stream().anyMatch(s -> s.startsWith("4")))
                        .as(name + " errors")
                        .isTrue();
                operations++;
            }
        }
        assertThat(operations).isGreaterThan(15);
    }

    @Test
    void everyHeadingIsDescribedAndHasOperations() {
        JsonNode api =
                HttpApi.anonymous(baseUrl()).get("/openapi.json").expect(200).json();
        Set<String> described = new TreeSet<>();
        api.at("/tags").forEach(tag -> described.add(tag.at("/name").stringValue()));
        Set<String> used = new TreeSet<>();
        api.at("/paths")
                .forEach(path ->
                        path.forEach(operation -> operation.at("/tags").forEach(tag -> used.add(tag.stringValue()))));
        assertThat(used).isNotEmpty().isEqualTo(described);
    }

    @Test
    void pagesNameNoOtherHost() {
        HttpApi anonymous = HttpApi.anonymous(baseUrl());
        String redoc = anonymous.get("/redoc").expect(200).body();
        assertThat(redoc).doesNotContain("http://").doesNotContain("https://");
        var script = anonymous.get("/webjars/redoc/bundles/redoc.standalone.js").expect(200);
        assertThat(script.header("Content-Type")).startsWith("text/javascript");
        assertThat(script.body()).contains("redocly logo").doesNotContain("cdn.redoc.ly");
        anonymous.get("/docs").expect(302);
        var page = anonymous.get("/swagger-ui/index.html").expect(200);
        assertThat(page.body()).doesNotContain("https://");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'self'");
        assertThat(anonymous.get("/openapi.json/swagger-config").expect(200).body())
                .doesNotContain("https://");
    }

    @Test
    void everyBodyHasAnExampleAndEveryParameterADescription() {
        JsonNode api =
                HttpApi.anonymous(baseUrl()).get("/openapi.json").expect(200).json();
        for (var path : api.at("/paths").properties()) {
            assertThat(path.getKey())
                    .as("as the specification writes it")
                    .isEqualTo(path.getKey().toLowerCase());
            for (var operation : path.getValue().properties()) {
                String name = operation.getKey() + " " + path.getKey();
                JsonNode described = operation.getValue();
                assertThat(described.path("operationId").asString()).as(name).doesNotContain("_");
                described
                        .path("parameters")
                        .forEach(parameter -> assertThat(
                                        parameter.path("description").asString(""))
                                .as(name + " " + parameter.path("name"))
                                .isNotBlank());
                described
                        .at("/requestBody/content")
                        .forEach(body -> assertThat(body.has("example"))
                                .as(name + " request")
                                .isTrue());
                for (var response : described.path("responses").properties()) {
                    response.getValue()
                            .path("content")
                            .forEach(body -> assertThat(body.has("example") || body.has("examples"))
                                    .as(name + " " + response.getKey())
                                    .isTrue());
                    assertThat(response.getValue().path("headers").has("X-Request-Id"))
                            .as(name + " " + response.getKey())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void everyLimitSaysItsMaximum() {
        HttpApi user = HttpApi.newUser(baseUrl());
        JsonNode api = user.get("/openapi.json").expect(200).json();
        int tried = 0;
        for (var path : api.at("/paths").properties()) {
            for (JsonNode parameter : path.getValue().at("/get/parameters")) {
                if (!parameter.path("name").stringValue().equals("limit")) {
                    continue;
                }
                int most = parameter.at("/schema/maximum").asInt(0);
                assertThat(most).as(path.getKey()).isGreaterThanOrEqualTo(100);
                assertThat(parameter.path("description").stringValue())
                        .as(path.getKey())
                        .contains("from 1 to %,d;".formatted(most));
                if (!path.getKey().contains("{") && !path.getKey().contains("/admin/")) {
                    String get = path.getKey() + "?from=0&limit=";
                    user.get(get + most).expect(200);
                    user.get(get + (most + 1)).expect(400);
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(3);
    }

    @Test
    void examplesAreOfTheirKind() {
        JsonNode api =
                HttpApi.anonymous(baseUrl()).get("/openapi.json").expect(200).json();
        JsonNode event = example(api, "/api/v1/events/stream", "text/event-stream");
        assertThat(event.path("id").stringValue()).hasSize(36);
        assertThat(event.path("source").stringValue()).startsWith("/behflow/");
        assertThat(example(api, "/api/v1/events", "application/json")
                        .at("/events/0/actor/name")
                        .stringValue())
                .isEqualTo("John Doe");
        assertThat(example(api, "/api/v1/log/head", "application/json")
                        .path("note")
                        .stringValue())
                .startsWith("behflow/");
        assertThat(example(api, "/api/v1/admin/projections", "application/json")
                        .at("/projections/0/name")
                        .stringValue())
                .isEqualTo("task_view");
        assertThat(example(api, "/api/v1/admin/users", "application/json")
                        .at("/users/0/name")
                        .stringValue())
                .isEqualTo("John");
        assertThat(example(api, "/api/v1/admin/dead-letters", "application/json")
                        .at("/dead_letters/0/message")
                        .stringValue())
                .doesNotContain("moved to today");
    }

    private static JsonNode example(JsonNode api, String path, String type) {
        return api.path("paths")
                .path(path)
                .at("/get/responses/200/content")
                .path(type)
                .path("example");
    }

    @Test
    void statusesAreThoseThatAreAnswered() {
        JsonNode api =
                HttpApi.anonymous(baseUrl()).get("/openapi.json").expect(200).json();
        assertThat(responses(api, "/register", "post")).contains("200", "400").doesNotContain("401");
        assertThat(responses(api, "/login", "post")).contains("200", "400", "401");
        assertThat(responses(api, "/logout", "post")).contains("204").doesNotContain("200");
        assertThat(responses(api, "/api/v1/tasks", "post"))
                .contains("201", "400", "413", "415")
                .doesNotContain("200", "406");
        assertThat(responses(api, "/api/v1/tasks", "get")).contains("406").doesNotContain("413", "415");
        assertThat(responses(api, "/api/v1/events/stream", "get")).contains("200", "406", "409");
        assertThat(responses(api, "/api/v1/tasks/{task_id}", "put")).contains("200", "400", "401", "403", "404");
        assertThat(responses(api, "/api/v1/tasks/{task_id}", "delete"))
                .contains("204", "404")
                .doesNotContain("200");
        assertThat(api.at("/paths/~1health/get/responses/503/content/application~1json/schema/$ref")
                        .stringValue())
                .endsWith("/Health");
        assertThat(api.at("/paths/~1login/post/responses/401/content/application~1json/schema/$ref")
                        .stringValue())
                .endsWith("/Problem");
    }

    @Test
    void parametersThatAreReadByHandAreDescribed() {
        handlers.getHandlerMethods().values().stream()
                .filter(handler -> handler.getBeanType().getPackageName().startsWith("behflow."))
                .filter(handler -> Arrays.stream(handler.getMethodParameters())
                        .anyMatch(parameter -> MultiValueMap.class.isAssignableFrom(parameter.getParameterType())))
                .forEach(handler -> assertThat(handler.hasMethodAnnotation(Takes.class)
                                || handler.hasMethodAnnotation(Parameter.class)
                                || handler.hasMethodAnnotation(Parameters.class))
                        .as(handler.toString())
                        .isTrue());
    }

    private static Collection<String> responses(JsonNode api, String path, String method) {
        return api.path("paths").path(path).path(method).path("responses").propertyNames();
    }
}
