package behflow.gateway.admin;

import behflow.api.admin.Projections;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.Instants;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Read models made from events: how far they are; and made anew while people go on reading. */
@RestController
@RequestMapping("/api/v1/admin/projections")
@Tag(name = "Administration")
class ProjectionController {

    private final Projections projections;

    ProjectionController(Projections projections) {
        this.projections = projections;
    }

    @Schema(name = "ProjectionProgress")
    record ProgressResponse(
            String state,
            @Schema(description = "Events handled") long done,
            @Schema(description = "Events to handle") long total,
            @JsonProperty("events_per_second") double perSecond,

            @JsonProperty("seconds_left") @Schema(types = {"integer", "null"}) @Nullable
            Long secondsLeft,

            @JsonProperty("started_at") @Schema(format = "date-time")
            String startedAt,

            @JsonProperty("finished_at")
            @Schema(
                    types = {"string", "null"},
                    format = "date-time")
            @Nullable
            String finishedAt,

            @Schema(types = {"string", "null"}) @Nullable String error) {}

    @Schema(name = "Projection")
    record ProjectionResponse(
            @Schema(example = "task_view") String name,
            @Schema(allowableValues = {"inline", "async"}) String kind,

            @Schema(allowableValues = {"live", "rebuilding", "failed", "failing", "stopped"})
            String state,

            long position,
            long head,
            long lag,

            @JsonProperty("dead_letters")
            @Schema(description = "Events that it could not handle, and those that wait behind them")
            long deadLetters,

            @Schema(
                    types = {"object", "null"},
                    description = "The rebuild that runs, or the last one")
            @Nullable
            ProgressResponse rebuild) {}

    @Schema(name = "ProjectionList")
    record ProjectionListResponse(List<ProjectionResponse> projections) {}

    @GetMapping
    @Operation(summary = "List projections", description = "Position, head, lag, state, and the progress of a rebuild.")
    ProjectionListResponse list(Caller caller) {
        caller.requireAdmin();
        return new ProjectionListResponse(
                projections.list().stream().map(ProjectionController::response).toList());
    }

    @PostMapping("/{name}/rebuild")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Rebuild a projection",
            description =
                    "From its events, beside the table that serves; both change places when the new one has caught up. 409"
                            + " while it is being rebuilt already.")
    ResponseEntity<Void> rebuild(Caller caller, @PathVariable String name) {
        caller.requireAdmin();
        projections.startRebuild(name);
        return ResponseEntity.accepted().build();
    }

    private static ProjectionResponse response(Projections.Status status) {
        Projections.Progress rebuild = status.rebuild();
        return new ProjectionResponse(
                status.name(),
                status.kind(),
                status.state(),
                status.position(),
                status.head(),
                status.lag(),
                status.deadLetters(),
                rebuild == null
                        ? null
                        : new ProgressResponse(
                                rebuild.state(),
                                rebuild.done(),
                                rebuild.total(),
                                rebuild.perSecond(),
                                rebuild.secondsLeft(),
                                Instants.micros(rebuild.startedAt()),
                                rebuild.finishedAt() == null ? null : Instants.micros(rebuild.finishedAt()),
                                rebuild.error()));
    }
}
