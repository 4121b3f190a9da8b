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
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
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

    @PostMapping("/api/v1/tasks/parse")
    @Operation(
            summary = "Read a task's text",
            description = "Due date, recurrence, priority and tags that the text names, and what is left as the name."
                    + " Offsets count code points. Nothing is created.")
    Map<String, @Nullable Object> parse(Caller caller, @RequestBody(required = false) byte @Nullable [] body) {
        Request request = JsonBody.read(body, caller.zone(), fields -> request(fields, caller));
        ParsedTask task = parser.parse(request.text(), request.context());
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("name", task.name());
        answer.put("due_date", task.dueDate() == null ? null : Instants.seconds(task.dueDate()));
        answer.put("recurrence", task.recurrence());
        answer.put("priority", task.priority() == null ? null : task.priority().wire());
        answer.put("tags", task.tags());
        answer.put("spans", task.spans());
        answer.put("alternatives", task.alternatives());
        return answer;
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
