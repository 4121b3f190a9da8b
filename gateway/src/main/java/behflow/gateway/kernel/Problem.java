package behflow.gateway.kernel;

import behflow.api.kernel.FieldError;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/**
 * An error as the API shows it: an RFC 9457 problem.
 *
 * @param detail one plain sentence
 * @param instance the request's id as a URN, by which an operator finds it in the log
 * @param errors the fields that break a rule; absent where it is none of them
 */
@Schema(name = "Problem")
public record Problem(
        @Schema(example = "about:blank") String type,
        @Schema(example = "Bad Request") String title,
        @Schema(example = "400") int status,
        @Schema(example = "Error description") String detail,

        @Schema(format = "uri", example = "urn:uuid:0193f8a4-9b3c-7d10-8a44-1f0e2d3c4b5a")
        String instance,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {

    static Problem of(HttpStatus status, String detail, List<FieldError> errors) {
        return of(status, detail, errors, RequestIds.current());
    }

    static Problem of(HttpStatus status, String detail) {
        return of(status, detail, List.of());
    }

    static Problem of(HttpStatus status, String detail, List<FieldError> errors, UUID requestId) {
        return new Problem(
                "about:blank", status.getReasonPhrase(), status.value(), detail, "urn:uuid:" + requestId, errors);
    }
}
