package behflow.gateway.docs;

import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The errors that operations have in common, each with its meaning and an example. */
final class ErrorDescriptions {

    private record Error(String title, String description, String detail) {}

    private static final Map<String, Error> ERRORS = Map.ofEntries(
            Map.entry(
                    "400",
                    new Error(
                            "Bad Request",
                            "A value breaks a rule; `errors` names the fields.",
                            "name must not be blank.")),
            Map.entry(
                    "401",
                    new Error(
                            "Unauthorized",
                            "There is no token, or it is not valid.",
                            "Authentication required or invalid token")),
            Map.entry("403", new Error("Forbidden", "It is someone else's, or not for this role.", "Access denied")),
            Map.entry("404", new Error("Not Found", "There is no such thing, or no longer.", "Resource not found")),
            Map.entry(
                    "406",
                    new Error(
                            "Not Acceptable",
                            "`Accept` names nothing that this operation answers with.",
                            "None of the accepted media types can be served")),
            Map.entry(
                    "409",
                    new Error(
                            "Conflict",
                            "It does not fit the present state.",
                            "Others kept changing this at the same time; try again")),
            Map.entry(
                    "412",
                    new Error(
                            "Precondition Failed",
                            "The version in `If-Match` is not the present one.",
                            "The task has been changed since")),
            Map.entry(
                    "413",
                    new Error(
                            "Content Too Large",
                            "The body is larger than 1 MiB.",
                            "The body must not be larger than 1 MiB")),
            Map.entry(
                    "415",
                    new Error(
                            "Unsupported Media Type",
                            "By its headers the body is something else than plain JSON.",
                            "The body must be JSON")),
            Map.entry(
                    "422",
                    new Error(
                            "Unprocessable Content",
                            "The request is well formed and can't be done.",
                            "This Idempotency-Key was used with another request")),
            Map.entry(
                    "429",
                    new Error(
                            "Too Many Requests",
                            "Too many requests or failed attempts; `Retry-After` tells when to come back.",
                            "Too many requests")),
            Map.entry(
                    "500",
                    new Error(
                            "Internal Server Error",
                            "A fault of the service; `instance` finds it in its log.",
                            "Internal server error")),
            Map.entry(
                    "503",
                    new Error(
                            "Service Unavailable",
                            "The database takes no work just now; `Retry-After` tells when to try again.",
                            "The database does not answer just now")));

    private ErrorDescriptions() {}

    static ApiResponse of(String status) {
        return complete(status, new ApiResponse(), false);
    }

    /**
     * Adds what an operation's own description of an error leaves out.
     *
     * @param keepsBody whether its body is one of its own, and no problem
     */
    static ApiResponse complete(String status, ApiResponse response, boolean keepsBody) {
        Error error = ERRORS.get(status);
        if (error == null) {
            return response;
        }
        String description = response.getDescription();
        boolean own = description != null
                && !description.isBlank()
                && !description.equals("default response")
                && !description.equals(error.description());
        if (!own) {
            response.setDescription(error.description());
        }
        if (!keepsBody) {
            response.setContent(new Content()
                    .addMediaType(
                            "application/json",
                            new MediaType()
                                    .schema(new Schema<>().$ref("#/components/schemas/Problem"))
                                    .example(example(status, error, own ? description : error.detail()))));
        }
        return response;
    }

    private static Map<String, Object> example(String status, Error error, String detail) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", error.title());
        problem.put("status", Integer.valueOf(status));
        problem.put("detail", detail);
        problem.put("instance", "urn:uuid:" + Examples.UUID);
        if (status.equals("400") && detail.equals(error.detail())) {
            problem.put("errors", List.of(Map.of("field", "name", "message", detail)));
        }
        return problem;
    }
}
