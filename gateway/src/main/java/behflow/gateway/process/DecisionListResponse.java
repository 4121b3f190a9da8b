package behflow.gateway.process;

import behflow.api.process.query.Decision;
import behflow.api.process.query.DecisionPage;
import behflow.gateway.kernel.Instants;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What triggers decided against, newest first. */
@Schema(name = "DecisionList")
record DecisionListResponse(
        List<Item> decisions,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonProperty("next_cursor")
        @Schema(description = "Pass as `cursor` for the next page; absent on the last")
        @Nullable
        String nextCursor) {

    @Schema(name = "Decision")
    record Item(
            @JsonProperty("decided_at") @Schema(format = "date-time")
            String decidedAt,

            @Schema(
                    allowableValues = {
                        "condition_false",
                        "condition_failed",
                        "overlap",
                        "missed",
                        "depth",
                        "replaced",
                        "gone",
                        "disabled",
                        "paused"
                    })
            String outcome,

            String reason,
            CauseResponse cause) {

        private static Item of(Decision decision) {
            return new Item(
                    Instants.micros(decision.at()),
                    decision.outcome().wire(),
                    decision.reason(),
                    CauseResponse.of(decision.cause()));
        }
    }

    static DecisionListResponse of(DecisionPage page) {
        return new DecisionListResponse(page.decisions().stream().map(Item::of).toList(), page.nextCursor());
    }
}
