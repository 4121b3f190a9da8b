package behflow.gateway.live;

import behflow.api.audit.LoggedEvent;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.RejectedException;
import behflow.gateway.audit.EventResponse;
import behflow.gateway.audit.EventResponses;
import behflow.gateway.kernel.Accept;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.Takes;
import behflow.gateway.kernel.WholeNumbers;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/** The caller's own events in order of their gapless position: as a page, as lines, or live. */
@RestController
@RequestMapping("/api/v1/events")
@Tag(name = "Log")
class FeedController {

    private static final String NDJSON = "application/x-ndjson";
    private static final MediaType LINES = MediaType.parseMediaType(NDJSON);
    private static final List<MediaType> SERVED = List.of(MediaType.APPLICATION_JSON, LINES);
    private static final int LIMIT = 100;
    private static final int LIMIT_MAXIMUM = 1_000;
    private static final String BEYOND = "The cursor is beyond the head: the log was cut or is another one.";

    private final EventLog log;
    private final EventResponses responses;
    private final FeedHub hub;
    private final JsonMapper mapper;

    FeedController(EventLog log, EventResponses responses, FeedHub hub, JsonMapper mapper) {
        this.log = log;
        this.responses = responses;
        this.hub = hub;
        this.mapper = mapper;
    }

    /** @param position of the last event here; what to ask after next */
    @Schema(name = "EventPage")
    record EventPage(List<EventResponse> events, long position) {}

    @GetMapping(produces = {MediaType.APPLICATION_JSON_VALUE, NDJSON})
    @Takes(most = LIMIT_MAXIMUM, standard = LIMIT)
    @Operation(
            summary = "Read events",
            description =
                    "The caller's own, in order of their position, as JSON or, by Accept, as application/x-ndjson; fewer"
                            + " than `limit` where they are large, and none at the end. A cursor"
                            + " beyond the head is 409: the log was cut or is another one.")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = EventPage.class)),
                @Content(mediaType = NDJSON, schema = @Schema(implementation = EventResponse.class))
            })
    @ApiResponse(responseCode = "409", description = BEYOND)
    ResponseEntity<Object> events(
            Caller caller,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "" + LIMIT) int limit,
            @RequestParam(defaultValue = "false") boolean proof,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = Accept.ANY) List<String> accept)
            throws HttpMediaTypeNotAcceptableException {
        if (limit < 1 || limit > LIMIT_MAXIMUM) {
            throw RejectedException.invalid("limit", "limit must be a whole number from 1 to 1000.");
        }
        MediaType type = Accept.best(accept, SERVED);
        hub.start(caller.userId(), after);
        List<LogEntry> entries = log.readPage(caller.userId(), after, limit);
        List<EventResponse> events = responses.of(
                entries.stream()
                        .map(entry -> new LoggedEvent(log.event(entry), entry))
                        .toList(),
                true,
                proof);
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.ok().contentType(type).header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        if (type.equals(LINES)) {
            return answer.body(events.stream()
                    .map(event -> mapper.writeValueAsString(event) + "\n")
                    .collect(Collectors.joining()));
        }
        long position =
                entries.isEmpty() ? after : entries.get(entries.size() - 1).position();
        return answer.body(new EventPage(events, position));
    }

    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary = "Follow events",
            description =
                    "Server-sent events. The `id:` line of each is its position, by which Last-Event-ID resumes without"
                            + " loss, as `after` does; without either it starts now. Its data is a CloudEvent, whose `id` is the"
                            + " event's and whose `sequence` is the position.")
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema = @Schema(implementation = CloudEvent.class)))
    @ApiResponse(responseCode = "409", description = BEYOND)
    SseEmitter stream(
            Caller caller,
            @RequestParam(required = false) @Nullable Long after,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId)
            throws IOException {
        long start = hub.start(caller.userId(), lastEventId == null ? after : Long.valueOf(position(lastEventId)));
        SseEmitter emitter = new SseEmitter(0L);
        // So that the client knows at once that it listens; a log may be silent for long.
        emitter.send(SseEmitter.event().comment("after " + start));
        FeedHub.Feed feed = hub.open(caller, start, new SseSubscriber(emitter, mapper));
        emitter.onCompletion(feed::close);
        emitter.onError(error -> feed.close());
        return emitter;
    }

    private static long position(String lastEventId) {
        Long position = WholeNumbers.parse(lastEventId);
        if (position == null) {
            throw RejectedException.invalid("Last-Event-ID", "Last-Event-ID must be a position.");
        }
        return position;
    }
}
