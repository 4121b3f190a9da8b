package behflow.gateway.chat;

import behflow.api.kernel.RejectedException;
import behflow.gateway.chat.language.DateOrder;
import behflow.gateway.chat.language.ParsedTask;
import behflow.gateway.chat.language.PhraseContext;
import behflow.gateway.chat.language.PhraseParser;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.Instants;
import behflow.gateway.kernel.JsonBody;
import behflow.gateway.kernel.JsonFields;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What a task's text says; nothing is created. Contract, part 2, "Chat". */
@RestController
@Tag(name = "Tasks")
class PhraseController {

    private static final int TEXT_MAXIMUM = 8_000;

    private final PhraseParser parser = new PhraseParser();
    private final Clock clock;

    PhraseController(Clock clock) {
        this.clock = clock;
    }

    private record Request(String text, PhraseContext context) {}

    /** What a client sends; only for its description in the API. */
    @Schema(name = "ParseRequest")
    record ParseRequest(
            @Schema(minLength = 1, maxLength = TEXT_MAXIMUM, example = "review the docs tomorrow at 5pm #project p2")
            String text,

            @Schema(
                    types = {"string", "null"},
                    example = "Europe/Berlin",
                    description = "Absent: the user's")
            @Nullable
            String timezone,

            @Schema(
                    types = {"string", "null"},
                    format = "date-time",
                    example = "2025-12-18T10:00:00Z",
                    description = "Absent: now")
            @Nullable
            String now) {}

    @Schema(name = "ParsedTask", example = """
                    {"name": "review the docs", "due_date": "2025-12-19T16:00:00Z", "recurrence": null, "priority": "high",
                     "tags": ["project"],
                     "spans": [{"field": "due_date", "text": "tomorrow at 5pm", "start": 16, "end": 31},
                               {"field": "tags", "text": "#project", "start": 32, "end": 40},
                               {"field": "priority", "text": "p2", "start": 41, "end": 43}],
                     "alternatives": []}""")
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record ParseResponse(
            @Schema(description = "What is left; empty where nothing is")
            String name,

            @JsonProperty("due_date")
            @Schema(
                    types = {"string", "null"},
                    format = "date-time",
                    description = "Of a repetition its first occurrence")
            @Nullable
            String dueDate,

            @Schema(
                    types = {"string", "null"},
                    description = "An RRULE (RFC 5545) without its name")
            @Nullable
            String recurrence,

            @Schema(
                    types = {"string", "null"},
                    allowableValues = {"low", "medium", "high", "urgent"})
            @Nullable
            String priority,

            List<String> tags,

            @Schema(description = "Where the phrases stand, in order, never overlapping")
            List<ParsedTask.Span> spans,

            @Schema(description = "Other readings of a field")
            List<ParsedTask.Alternative> alternatives) {

        private static ParseResponse of(ParsedTask task) {
            return new ParseResponse(
                    task.name(),
                    task.dueDate() == null ? null : Instants.seconds(task.dueDate()),
                    task.recurrence(),
                    task.priority() == null ? null : task.priority().wire(),
                    task.tags(),
                    task.spans(),
                    task.alternatives());
        }
    }

    @PostMapping("/api/v1/tasks/parse")
    @Operation(
            summary = "Read a task's text",
            description = "Due date, recurrence, priority and tags that the text names, and what is left as the name."
                    + " Offsets count code points. Nothing is created.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = ParseRequest.class)))
    ParseResponse parse(Caller caller, @RequestBody(required = false) byte @Nullable [] body) {
        Request request = JsonBody.read(body, caller.zone(), fields -> request(fields, caller));
        return ParseResponse.of(parser.parse(request.text(), request.context()));
    }

    private Request request(JsonFields fields, Caller caller) {
        String text = fields.required("text", JsonFields.text("text", 1, TEXT_MAXIMUM));
        String zone = fields.optional("timezone", JsonFields.text("timezone", PhraseController::zone));
        Instant now = fields.optional("now", fields.instant("now"));
        return new Request(
                text,
                new PhraseContext(
                        zone == null ? caller.zone() : ZoneId.of(zone),
                        now == null ? clock.instant() : now,
                        DateOrder.of(caller.dateOrder())));
    }

    private static String zone(String id) {
        if (!ZoneId.getAvailableZoneIds().contains(id)) {
            throw RejectedException.invalid("timezone", "timezone must be a time zone such as Europe/Berlin.");
        }
        return id;
    }
}
