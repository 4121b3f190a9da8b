package behflow.gateway.process;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param nextCursor the place of the next page; absent on the last */
@Schema(name = "ProcessList")
record ProcessListResponse(
        List<ProcessResponse> processes,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonProperty("next_cursor")
        @Schema(description = "Pass as `cursor` for the next page; absent on the last")
        @Nullable
        String nextCursor) {}
