package behflow.gateway.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One field before and after; null for none, or where erased. */
@Schema(name = "FieldChange")
@JsonInclude(JsonInclude.Include.ALWAYS)
record ChangeResponse(
        @Schema(types = {"string", "number", "boolean", "array", "object", "null"}) @Nullable
        Object from,

        @Schema(types = {"string", "number", "boolean", "array", "object", "null"}) @Nullable
        Object to) {}
