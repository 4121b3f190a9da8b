package behflow.gateway.chat;

import behflow.api.audit.ErasureBasis;
import behflow.api.audit.command.EraseConversation;
import behflow.api.chat.ChatState;
import behflow.api.chat.query.ChatMessages;
import behflow.api.chat.query.ChatSessions;
import behflow.api.chat.query.FindChatSession;
import behflow.api.chat.query.ListChatMessages;
import behflow.api.chat.query.ListChatSessions;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.Text;
import behflow.gateway.chat.ChatResponses.ChatReply;
import behflow.gateway.chat.ChatResponses.ChatRequest;
import behflow.gateway.chat.ChatResponses.MessageListResponse;
import behflow.gateway.chat.ChatResponses.MessageResponse;
import behflow.gateway.chat.ChatResponses.SessionListResponse;
import behflow.gateway.chat.ChatResponses.SessionResponse;
import behflow.gateway.chat.agent.ChatAgent;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.JsonBody;
import behflow.gateway.kernel.JsonFields;
import behflow.gateway.kernel.LogParameters;
import behflow.gateway.kernel.NextPage;
import behflow.gateway.kernel.QueryDoor;
import behflow.gateway.kernel.RequestIds;
import behflow.gateway.kernel.Takes;
import behflow.gateway.task.TaskResponse;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
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

/** The specification's "Chat", and the conversations that come of it. Each is private to its user. */
@RestController
@RequestMapping("/api/v1/chat")
@Tag(name = "Chat")
class ChatController {

    private static final Logger LOG = LoggerFactory.getLogger(ChatController.class);

    /** Whole conversations, for whoever knows of no pages. */
    private static final int PAGE_MAXIMUM = 5_000;

    private final ChatAgent agent;
    private final TurnMeters meters;
    private final CommandDoor commands;
    private final QueryDoor queries;

    ChatController(ChatAgent agent, TurnMeters meters, CommandDoor commands, QueryDoor queries) {
        this.agent = agent;
        this.meters = meters;
        this.commands = commands;
        this.queries = queries;
    }

    @PostMapping
    @Operation(
            summary = "Send a chat message",
            description =
                    "The agent answers, and does with tasks what was asked. Deleting, and changing more than 10 tasks or"
                            + " undoing that, waits for a yes in the next message.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = ChatRequest.class)))
    ResponseEntity<ChatReply> chat(Caller caller, @RequestBody(required = false) byte @Nullable [] body) {
        ChatRequest request = JsonBody.read(body, caller.zone(), ChatController::read);
        String session = Objects.requireNonNullElseGet(
                request.sessionId(), () -> Ids.newId(caller.userId()).toString());
        ChatAgent.Reply reply = meters.timed(() -> agent.answer(caller, session, request.message()));
        return ResponseEntity.ok()
                .header(RequestIds.CORRELATION_HEADER, reply.correlationId().toString())
                .body(new ChatReply(
                        reply.text(),
                        reply.sessionName(),
                        reply.tasks().stream()
                                .map(task -> TaskResponse.of(task, caller.zone()))
                                .toList()));
    }

    @PostMapping("/stream")
    @Operation(
            summary = "Send a chat message and read the answer as it comes",
            description =
                    "As `POST /api/v1/chat`, answered with server-sent events: `delta` {text} for each piece of text, `discard`"
                            + " {} where the pieces since the last tool do not count because the model is asked again, `tool`"
                            + " {name, outcome} for each call, and at last `reply`, the whole answer with its `correlation_id`;"
                            + " or `error` {detail}. A turn that was begun goes on if the client leaves.")
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema = @Schema(implementation = String.class)))
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = ChatRequest.class)))
    void stream(Caller caller, @RequestBody(required = false) byte @Nullable [] body, HttpServletResponse response) {
        ChatRequest request = JsonBody.read(body, caller.zone(), ChatController::read);
        String session = Objects.requireNonNullElseGet(
                request.sessionId(), () -> Ids.newId(caller.userId()).toString());
        try (ChatStream stream = new ChatStream(response)) {
            stream(caller, request.message(), session, stream);
        }
    }

    private void stream(Caller caller, String message, String session, ChatStream stream) {
        try {
            ChatAgent.Reply reply = meters.timed(() -> agent.answer(caller, session, message, stream));
            stream.reply(reply, caller.zone());
        } catch (RejectedException e) {
            if (!stream.begun()) {
                throw e;
            }
            stream.error(e.detail());
        } catch (RuntimeException e) {
            if (!stream.begun()) {
                throw e;
            }
            LOG.error("A turn failed while it was told", e);
            stream.error("Internal server error");
        }
    }

    @GetMapping("/sessions")
    @Takes(
            value = {"limit", "cursor"},
            most = PAGE_MAXIMUM,
            standard = PAGE_MAXIMUM)
    @Operation(summary = "List conversations", description = "The caller's own, the latest first; at most 5000 a page.")
    ResponseEntity<SessionListResponse> sessions(
            Caller caller, @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
        LogParameters reader = new LogParameters(parameters, caller.zone());
        Integer limit = reader.limit(PAGE_MAXIMUM);
        reader.check();
        ChatSessions page = queries.ask(
                new ListChatSessions(
                        caller.userId(),
                        Objects.requireNonNullElse(limit, PAGE_MAXIMUM),
                        parameters.getFirst("cursor")),
                ChatSessions.class);
        return NextPage.ok(page.nextCursor())
                .body(new SessionListResponse(
                        page.sessions().stream().map(SessionResponse::of).toList(), page.nextCursor()));
    }

    @GetMapping("/sessions/{sessionId}/messages")
    @Takes(
            value = {"limit", "cursor"},
            most = PAGE_MAXIMUM,
            standard = PAGE_MAXIMUM)
    @Operation(
            summary = "Read a conversation",
            description = "Its messages, oldest first; at most 5000 a page, fewer where they are long.")
    ResponseEntity<MessageListResponse> messages(
            Caller caller,
            @PathVariable String sessionId,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
        UUID id = existing(caller, sessionId);
        LogParameters reader = new LogParameters(parameters, caller.zone());
        Integer limit = reader.limit(PAGE_MAXIMUM);
        Long after = reader.number("cursor");
        reader.check();
        ChatMessages page = queries.ask(
                new ListChatMessages(id, after == null ? -1 : after, Objects.requireNonNullElse(limit, PAGE_MAXIMUM)),
                ChatMessages.class);
        String next = page.next() == null ? null : page.next().toString();
        return NextPage.ok(next)
                .body(new MessageListResponse(
                        page.messages().stream().map(MessageResponse::of).toList(), next));
    }

    @DeleteMapping("/sessions/{sessionId}")
    @Operation(
            summary = "Delete a conversation",
            description =
                    "Its text is gone for good: messages and title are taken out of the log, which still verifies, and the"
                            + " assistant remembers nothing of it. Tasks stay as they are, its turns can still be undone, and"
                            + " its name can be used again. An answer under way is not kept. Backups may hold the text for as"
                            + " long as the operator keeps them.")
    ResponseEntity<Void> delete(Caller caller, @PathVariable String sessionId) {
        UUID id = ChatAgent.sessionId(caller.userId(), sessionId);
        Origin origin = caller.origin();
        commands.send(new EraseConversation(id, caller.userId(), ErasureBasis.REQUEST, null), origin);
        return ResponseEntity.noContent()
                .header(RequestIds.CORRELATION_HEADER, origin.correlationId().toString())
                .build();
    }

    private static ChatRequest read(JsonFields fields) {
        String session = fields.optional("session_id", JsonFields.text("session_id", ChatController::sessionName));
        return new ChatRequest(
                fields.required("message", JsonFields.text("message", raw -> Text.notBlank("message", raw, 8_000))),
                session);
    }

    /** Any text but what a URL can't name, since it means the folder that it is in (RFC 3986, 5.2.4). */
    private static String sessionName(String raw) {
        String name = Text.of("session_id", raw, 1, ChatAgent.NAME_MAXIMUM);
        if (name.equals(".") || name.equals("..")) {
            throw RejectedException.invalid("session_id", "session_id must not be . or ..");
        }
        return name;
    }

    /** A name is looked up among the caller's own: someone else's conversation has no name here. */
    private UUID existing(Caller caller, String sessionName) {
        UUID id = ChatAgent.sessionId(caller.userId(), sessionName);
        ChatState chat = queries.find(new FindChatSession(id), ChatState.class);
        if (chat == null || chat.deleted()) {
            throw RejectedException.notFound();
        }
        return id;
    }
}
