package behflow;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers are held against the document, and each kind of untruth is found. */
class ApiDocumentTest {

    private static final String JSON = "application/json";

    private final ApiDocument document = new ApiDocument("""
            {"openapi": "3.1.0",
             "paths": {
               "/things": {
                 "post": {"responses": {
                   "201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                   "400": {"content": {"application/json": {"schema": {"type": "object", "required": ["detail"]}}}}}}},
               "/things/{thing_id}": {
                 "get": {"responses": {
                   "200": {"content": {
                     "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
                     "application/x-ndjson": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}},
                 "delete": {"responses": {"204": {"description": "Done"}}}},
               "/things/count": {
                 "get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "integer"}}}}}}}},
             "components": {"schemas": {"Thing": {
               "type": "object",
               "required": ["id"],
               "properties": {
                 "id": {"type": "string", "format": "uuid", "example": "x"},
                 "of": {"anyOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]}}}}}}""");

    private static final String THING = "{\"id\": \"01931f2e-8000-7b33-9c44-6d7e8f9070aa\", \"of\": null, \"more\": 1}";

    @Test
    void givenAnswersAsDescribed_whenChecked_thenNothingIsSaid() {
        assertThatCode(() -> {
                    document.check("POST", "/things?a=b", 201, "application/json;charset=UTF-8", THING);
                    document.check("POST", "/things", 400, "application/problem+json", "{\"detail\": \"No.\"}");
                    document.check("GET", "/things/1", 200, "application/x-ndjson", THING + "\n" + THING + "\n");
                    document.check("OPTIONS", "/things/1", 200, null, "");
                    document.check("HEAD", "/things/1", 200, JSON, "");
                    document.check("GET", "/things/count", 200, JSON, "3");
                    document.check("DELETE", "/things/1", 204, null, "");
                    document.check("PUT", "/things", 405, JSON, "{}");
                    document.check("GET", "/nothing", 404, JSON, "{}");
                    document.check("GET", "/webjars/redoc/redoc.js", 200, "text/javascript", "1");
                })
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            GET,    /nothing,     200, application/json,     {},                                 the operation is not described
            PATCH,  /things,      200, application/json,     {},                                 the operation is not described
            POST,   /things,      200, application/json,     {},                                 `of the statuses only 201, 400`
            DELETE, /things/1,    409, application/json,     {},                                 of the statuses only 204
            DELETE, /things/1,    204, application/json,     {},                                 no body is described
            GET,    /things/1,    200, text/html,            <p>,                                its media type is text/html
            GET,    /things/1,    200, ,                     ``,                                 its media type is null
            GET,    /things/1,    200, application/json,     {},                                 required property 'id' not found
            GET,    /things/1,    200, application/json,     {"id": null},                       null found
            GET,    /things/1,    200, application/json,     {"id": "1"},                        uuid
            POST,   /things,      400, application/problem+json, {},                             required property 'detail' not found
            GET,    /things/1,    200, application/x-ndjson, {"id": 1},                          integer found
            GET,    /things/count, 200, application/json,    "3",                                string found
            """)
    void givenAnUntruth_whenChecked_thenItIsSaid(
            String method, String path, int status, String type, String body, String said) {
        assertThatThrownBy(() -> document.check(method, path, status, type, body == null ? "" : body))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(said);
    }

    @Test
    void givenAnUntruthWithinAReference_whenChecked_thenItsPlaceIsSaid() {
        String body = THING.replace("null", "{\"id\": 1}");

        assertThatThrownBy(() -> document.check("GET", "/things/1", 200, JSON, body))
                .hasMessageContaining("GET /things/{thing_id}, answered with 200")
                .hasMessageContaining("/of/id");
    }
}
