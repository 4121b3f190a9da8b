package behflow.gateway.audit;

import behflow.api.audit.EventChanges;
import behflow.api.audit.FieldChange;
import behflow.api.audit.LoggedEvent;
import behflow.api.audit.query.Cause;
import behflow.api.audit.query.Changes;
import behflow.api.audit.query.Names;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.event.TaskEvent;
import behflow.gateway.kernel.Instants;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What changed, as the API shows it. */
@Component
class ChangeResponses {

    private final EventResponses events;

    ChangeResponses(EventResponses events) {
        this.events = events;
    }

    Between between(Changes changes) {
        Names names = events.names(
                changes.causes().stream().map(Changes.ByCause::last).toList());
        return new Between(
                changes.from(),
                changes.to(),
                changes.causes().stream().map(cause -> of(cause, names)).toList(),
                changes.nextCursor());
    }

    private static ByCause of(Changes.ByCause cause, Names names) {
        RecordedEvent last = cause.last();
        return new ByCause(
                cause.correlationId().toString(),
                EventResponses.actor(last.origin(), names),
                EventResponses.cause(last.origin(), names),
                Instants.micros(last.timestamp()),
                last.position(),
                cause.tasks().stream().map(ChangeResponses::of).toList());
    }

    private static OfTask of(Changes.OfTask task) {
        Map<String, FieldChange> changes = new LinkedHashMap<>();
        task.changes().forEach((aspect, change) -> changes.put(aspect.wire(), change));
        return new OfTask(task.taskId().toString(), task.name(), Values.changes(changes));
    }

    OfCause of(Cause cause) {
        List<RecordedEvent> done =
                cause.events().stream().map(LoggedEvent::event).toList();
        RecordedEvent last = cause.last();
        Names names = events.names(List.of(last));
        return new OfCause(
                cause.correlationId().toString(),
                EventResponses.actor(last.origin(), names),
                EventResponses.cause(last.origin(), names),
                Instants.micros(last.timestamp()),
                last.position(),
                cause.undoes() == null ? null : cause.undoes().toString(),
                cause.undoneBy().stream().map(UUID::toString).toList(),
                cause.running(),
                tasks(done),
                events.of(cause.events(), true, false),
                cause.nextCursor());
    }

    /** From ahead of the cause's first event to after its last, field by field. */
    private static List<OfTask> tasks(List<RecordedEvent> done) {
        Map<UUID, Map<String, FieldChange>> tasks = new LinkedHashMap<>();
        for (RecordedEvent event : done) {
            if (event.payload() instanceof TaskEvent) {
                Map<String, FieldChange> task = tasks.computeIfAbsent(event.subjectId(), id -> new LinkedHashMap<>());
                EventChanges.of(event.payload())
                        .forEach((field, change) ->
                                task.merge(field, change, (first, next) -> new FieldChange(first.from(), next.to())));
            }
        }
        return tasks.entrySet().stream()
                .map(task -> new OfTask(task.getKey().toString(), null, Values.changes(task.getValue())))
                .toList();
    }

    /**
     * @param changes    by cause, in the order of their last write
     * @param nextCursor pass as {@code cursor} for the next page; absent on the last
     */
    @Schema(name = "Changes")
    record Between(
            long from,
            long to,
            List<ByCause> changes,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("next_cursor") @Nullable
            String nextCursor) {}

    @Schema(name = "ChangesByCause")
    record ByCause(
            @JsonProperty("correlation_id") @Schema(format = "uuid")
            String correlationId,

            EventResponse.Actor actor,
            EventResponse.Cause cause,
            @Schema(format = "date-time") String timestamp,
            long position,
            List<OfTask> tasks) {}

    @Schema(name = "ChangesOfTask")
    record OfTask(
            @JsonProperty("task_id") @Schema(format = "uuid")
            String taskId,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String name,

            Map<String, ChangeResponse> changes) {}

    @Schema(name = "CauseDetails")
    record OfCause(
            @JsonProperty("correlation_id") @Schema(format = "uuid")
            String correlationId,

            EventResponse.Actor actor,
            EventResponse.Cause cause,

            @Schema(format = "date-time", description = "Of its last event")
            String timestamp,

            @Schema(description = "Of its last event") long position,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(format = "uuid", description = "The cause that this one is an undo of; absent where it is none")
            @Nullable
            String undoes,

            @JsonProperty("undone_by") @Schema(description = "The causes that undid this one")
            List<String> undoneBy,

            @Schema(description = "Whether it is an undo that still goes on")
            boolean running,

            List<OfTask> tasks,
            List<EventResponse> events,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("next_cursor") @Nullable
            String nextCursor) {}
}
