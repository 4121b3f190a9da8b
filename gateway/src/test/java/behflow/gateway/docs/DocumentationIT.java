package behflow.gateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The description of the API is complete, and its pages come from this installation alone. */
class DocumentationIT extends BehflowIT {

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
    void pagesNameNoOtherHost() {
        HttpApi anonymous = HttpApi.anonymous(baseUrl());
        String redoc = anonymous.get("/redoc").expect(200).body();
        assertThat(redoc).doesNotContain("http://").doesNotContain("https://");
        anonymous.get("/webjars/redoc/bundles/redoc.standalone.js").expect(200);
        anonymous.get("/docs").expect(302);
        var page = anonymous.get("/swagger-ui/index.html").expect(200);
        assertThat(page.body()).doesNotContain("https://");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'self'");
        assertThat(anonymous.get("/openapi.json/swagger-config").expect(200).body())
                .doesNotContain("https://");
    }
}
