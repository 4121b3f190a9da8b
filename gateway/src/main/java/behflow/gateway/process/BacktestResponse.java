package behflow.gateway.process;

import behflow.api.process.RunCounts;
import behflow.api.process.query.Backtest;
import behflow.gateway.kernel.Instants;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a rule would have done in the past. */
@Schema(name = "Backtest")
@JsonInclude(JsonInclude.Include.ALWAYS)
record BacktestResponse(
        @Schema(format = "date-time") String from,
        @Schema(format = "date-time") String to,

        @Schema(format = "date-time", description = "How far it came: `to`, or less where a bound was met")
        String until,

        @Schema(description = "Whether it came to `to` and lists everything")
        boolean complete,

        @Schema(description = "Events of the log that it looked at")
        long events,

        @Schema(description = "How often it would have run") long fired,

        @JsonProperty("decided_against")
        @Schema(
                example = "{\"condition_false\": 3}",
                description = "How often its trigger would have decided against, by outcome")
        Map<String, Long> decidedAgainst,

        List<FiringResponse> firings,

        @Schema(example = "It would have run 2 times.") String message) {

    @Schema(name = "BacktestFiring")
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record FiringResponse(
            @Schema(format = "date-time") String at,
            CauseResponse cause,

            @Schema(
                    types = {"boolean", "null"},
                    description = "What its condition evaluated to; null where there is none")
            @Nullable
            Boolean condition,

            @Schema(description = "Exactly what it would have changed")
            List<ChangeResponse> changes,

            ExecutionResponse.Counts counts,

            @Schema(description = "Figures, for actions that answer something")
            Map<String, Object> result,

            @Schema(example = "1 item would be changed.") String message) {

        private static FiringResponse of(Backtest.Firing firing) {
            RunCounts counts = firing.counts();
            return new FiringResponse(
                    Instants.micros(firing.at()),
                    CauseResponse.of(firing.cause()),
                    firing.condition(),
                    firing.changes().stream().map(ChangeResponse::of).toList(),
                    new ExecutionResponse.Counts(
                            counts.examined(), counts.changed(), counts.skipped(), counts.failed()),
                    firing.result(),
                    firing.message());
        }
    }

    static BacktestResponse of(Backtest backtest) {
        return new BacktestResponse(
                Instants.micros(backtest.from()),
                Instants.micros(backtest.to()),
                Instants.micros(backtest.until()),
                backtest.complete(),
                backtest.events(),
                backtest.fired(),
                backtest.rested(),
                backtest.firings().stream().map(FiringResponse::of).toList(),
                backtest.message());
    }
}
