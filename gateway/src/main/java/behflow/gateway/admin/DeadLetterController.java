package behflow.gateway.admin;

import behflow.api.admin.DeadLetters;
import behflow.api.admin.DeadLetters.Letter;
import behflow.api.admin.command.DiscardDeadLetter;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.Instants;
import behflow.gateway.kernel.JsonBody;
import behflow.gateway.kernel.JsonFields;
import behflow.gateway.kernel.LogParameters;
import behflow.gateway.kernel.NeverKept;
import behflow.gateway.kernel.RequestIds;
import behflow.gateway.kernel.Takes;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Events that a follower of the log could not handle: seen, tried again, given up. */
@RestController
@RequestMapping("/api/v1/admin/dead-letters")
@Tag(name = "Administration")
class DeadLetterController {

    private static final int LIMIT = 100;
    private static final int LIMIT_MAXIMUM = 500;

    private final DeadLetters letters;
    private final CommandDoor commands;

    DeadLetterController(DeadLetters letters, CommandDoor commands) {
        this.letters = letters;
        this.commands = commands;
    }

    @Schema(name = "DeadLetter")
    record LetterResponse(
            @JsonProperty("dead_letter_id") UUID deadLetterId,

            @Schema(example = "bi", description = "Who could not handle it, as in the list of projections")
            String projection,

            @JsonProperty("owner_id") UUID ownerId,
            @JsonProperty("event_id") UUID eventId,

            @Schema(description = "Of the event in its owner's log")
            long position,

            @Schema(example = "task.created") String type,

            @JsonProperty("enqueued_at") @Schema(format = "date-time")
            String enqueuedAt,

            @JsonProperty("last_tried_at") @Schema(format = "date-time")
            String lastTriedAt,

            @Schema(description = "How often it failed; 0: it waits for the one ahead of it")
            int attempts,

            @Schema(
                    types = {"string", "null"},
                    example = "java.lang.IllegalStateException",
                    description = "The last failure's kind")
            @Nullable
            String cause,

            @Schema(
                    types = {"string", "null"},
                    example = "There is no zone Mars/Olympus",
                    description = "The last failure's message")
            @Nullable
            String message) {}

    @Schema(name = "DeadLetterList")
    record LetterListResponse(
            @JsonProperty("dead_letters") List<LetterResponse> deadLetters,

            @Schema(description = "How many there are in all")
            long total) {}

    @Schema(name = "DeadLetterRetry")
    record RetryResponse(
            @Schema(description = "Whether the letter and those ahead of it were handled")
            boolean handled,

            @Schema(description = "What is left of its sequence, at most 100; the first one failed")
            List<LetterResponse> left) {}

    @Schema(name = "DiscardDeadLetterRequest")
    record DiscardRequest(
            @Schema(minLength = 1, maxLength = 500, example = "Its projection is gone")
            String reason) {}

    @GetMapping
    @Takes(value = "limit", most = LIMIT_MAXIMUM, standard = LIMIT)
    @Operation(
            summary = "List dead letters",
            description =
                    "Events that a follower of the log could not handle, and those of the same owner that wait behind"
                            + " them, the oldest first.")
    LetterListResponse list(
            Caller caller, @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
        caller.requireAdmin();
        LogParameters reader = new LogParameters(parameters, caller.zone());
        int limit = Objects.requireNonNullElse(reader.limit(LIMIT_MAXIMUM), LIMIT);
        reader.check();
        return new LetterListResponse(
                letters.list(limit).stream().map(DeadLetterController::response).toList(),
                letters.counts().values().stream().mapToLong(Long::longValue).sum());
    }

    @NeverKept
    @PostMapping("/{id}/retry")
    @Operation(
            summary = "Try a dead letter again",
            description =
                    "With those ahead of it and behind it in its sequence, until one fails. 409 while it is being tried.")
    RetryResponse retry(Caller caller, @PathVariable String id) {
        caller.requireAdmin();
        UUID letterId = letterId(id);
        List<LetterResponse> left = letters.retry(letterId).stream()
                .map(DeadLetterController::response)
                .toList();
        return new RetryResponse(
                left.stream().noneMatch(letter -> letter.deadLetterId().equals(letterId)), left);
    }

    @DeleteMapping("/{id}")
    @Operation(
            summary = "Discard a dead letter",
            description = "Its event will not be handled; those behind it are tried next. The reason stands in the"
                    + " installation's log; it is a field of the body or, for clients that drop one, a parameter."
                    + " 409 while it is being tried.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = DiscardRequest.class)))
    ResponseEntity<Void> discard(
            Caller caller,
            @PathVariable String id,
            @Parameter(description = "Why, where the request has no body", example = "Its projection is gone")
                    @RequestParam(required = false)
                    @Nullable
                    String reason,
            @RequestBody(required = false) byte @Nullable [] body) {
        caller.requireAdmin();
        Letter letter = letters.find(letterId(id));
        String words = reason != null && (body == null || body.length == 0)
                ? reason
                : JsonBody.read(
                        body, caller.zone(), fields -> fields.required("reason", JsonFields.text("reason", 1, 500)));
        Origin origin = Origin.ofAdmin(caller.userId(), Ids.INSTALLATION, RequestIds.current());
        commands.send(new DiscardDeadLetter(letter.letterId(), letter, words), origin);
        letters.forget(letter.letterId());
        return ResponseEntity.noContent()
                .header(RequestIds.CORRELATION_HEADER, origin.correlationId().toString())
                .build();
    }

    private static UUID letterId(String id) {
        return Ids.parse(id).orElseThrow(RejectedException::notFound);
    }

    private static LetterResponse response(Letter letter) {
        return new LetterResponse(
                letter.letterId(),
                letter.follower(),
                letter.ownerId(),
                letter.eventId(),
                letter.position(),
                letter.type(),
                Instants.micros(letter.enqueuedAt()),
                Instants.micros(letter.lastTried()),
                letter.attempts(),
                letter.causeType(),
                letter.causeMessage());
    }
}
