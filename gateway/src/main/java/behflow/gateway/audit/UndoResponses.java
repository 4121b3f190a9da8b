package behflow.gateway.audit;

import behflow.api.audit.UndoReport;
import behflow.api.audit.UndoneField;
import behflow.api.audit.query.Names;
import behflow.api.kernel.RecordedEvent;
import behflow.gateway.kernel.Instants;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What an undo did, or would do, as the API shows it. */
@Component
class UndoResponses {

    private final EventResponses events;

    UndoResponses(EventResponses events) {
        this.events = events;
    }

    Report of(UndoReport report) {
        Names names = events.names(report.changes().stream()
                .map(UndoneField::by)
                .filter(Objects::nonNull)
                .toList());
        return new Report(
                report.correlationId().toString(),
                report.position(),
                report.changes().stream().map(change -> of(change, names)).toList(),
                report.remaining() == 0 ? null : new Job("running", report.tasks(), report.remaining()));
    }

    private static Change of(UndoneField change, Names names) {
        return new Change(
                change.taskId() == null ? null : change.taskId().toString(),
                change.field(),
                change.outcome().wire(),
                Values.wire(change.field(), change.before()),
                Values.wire(change.field(), change.after()),
                Values.wire(change.field(), change.now()),
                change.by() == null ? null : of(change.by(), names),
                change.tags());
    }

    private static By of(RecordedEvent event, Names names) {
        return new By(
                EventResponses.actor(event.origin(), names),
                Instants.micros(event.timestamp()),
                EventResponses.cause(event.origin(), names),
                event.position());
    }

    /**
     * @param correlationId the undo's own cause
     * @param position      after the undo; where the preview was made, in a preview
     * @param job           only where more tasks are to be changed than go into one transaction
     */
    @Schema(name = "UndoReport")
    record Report(
            @JsonProperty("correlation_id")
            @Schema(format = "uuid", description = "The undo's own cause: undo that to redo")
            String correlationId,

            @Schema(description = "Of the log after the undo; in a preview, where it was made")
            long position,

            List<Change> changes,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(description = "Only where more tasks change than go into one transaction: the rest follows")
            @Nullable
            Job job) {}

    @Schema(name = "UndoneField")
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Change(
            @JsonProperty("task_id")
            @Schema(
                    format = "uuid",
                    types = {"string", "null"})
            @Nullable
            String taskId,

            @Schema(
                    description =
                            "name, description, status, priority, due_date, tags or deleted; process for one that was created; what it was, where irreversible")
            String field,

            @Schema(allowableValues = {"reverted", "already", "conflict", "forced", "erased", "irreversible"})
            String outcome,

            @Schema(types = {"string", "boolean", "array", "null"}) @Nullable
            Object before,

            @Schema(types = {"string", "boolean", "array", "null"}) @Nullable
            Object after,

            @Schema(types = {"string", "boolean", "array", "null"}) @Nullable
            Object now,

            @Schema(description = "Who wrote it later, when and why; null unless someone did") @Nullable
            By by,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(description = "For tags: which of them this is about")
            @Nullable
            List<String> tags) {}

    @Schema(name = "LaterWrite")
    record By(
            EventResponse.Actor actor,
            @Schema(format = "date-time") String timestamp,
            EventResponse.Cause cause,
            long position) {}

    @Schema(name = "UndoJob")
    record Job(
            @Schema(allowableValues = "running") String state,

            @Schema(description = "Tasks that the undo changes in all")
            int tasks,

            @Schema(description = "Tasks still to be changed")
            int remaining) {}
}
