package behflow.gateway.live;

import behflow.api.chat.event.ChatEvent;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.gateway.account.TokenFilter;
import behflow.gateway.chat.agent.ChatAgent;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.WholeNumbers;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The specification's {@code /ws/{session_id}}: the caller's task changes, process executions, and the chat messages of that
 * session. The token comes in the handshake's Authorization header or in a first frame within five seconds, never in the URL.
 */
@Component
class LiveSockets extends TextWebSocketHandler {

    /** No valid token, or not in time, or no longer. */
    static final CloseStatus UNAUTHORIZED = new CloseStatus(4401, "Authentication required or invalid token");
    /** The cursor is beyond the head of the log. */
    static final CloseStatus BEYOND_HEAD = new CloseStatus(4409, "The cursor is beyond the head of the log");
    /** The client does not read as fast as events come; it may resume. */
    static final CloseStatus TOO_SLOW = new CloseStatus(4408, "The client is too slow; resume from the last position");
    /** As many connections as are allowed. */
    static final CloseStatus TOO_MANY = new CloseStatus(4429, "Too many live connections");
    /** The frame is not one that is understood. */
    static final CloseStatus BAD_FRAME = new CloseStatus(4400, "The first frame must be an auth frame");

    private static final Logger LOG = LoggerFactory.getLogger(LiveSockets.class);
    private static final int AUTH_SECONDS = 5;
    /** The attribute of a session whose token came in time, however long it takes to look it up. */
    private static final String TOKEN_CAME = "token";

    /** Tomcat's: how long a message waits for its client. The feed's own limit comes first, and can say why. */
    private static final String SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

    /** Tomcat's: how long the frame that says why waits for its client, before the connection is cut. */
    private static final String CLOSE_TIMEOUT = "org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT";

    private static final long CLOSE_MILLISECONDS = 2_000;
    /** More than the feed's clock needs to see that its limit is over. */
    private static final long GRACE_MILLISECONDS = 2_000;

    private final FeedHub hub;
    private final TokenFilter tokens;
    private final JsonMapper mapper;
    private final Map<String, FeedHub.Feed> feeds = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "socket-auth");
        thread.setDaemon(true);
        return thread;
    });

    LiveSockets(FeedHub hub, TokenFilter tokens, JsonMapper mapper) {
        this.hub = hub;
        this.tokens = tokens;
        this.mapper = mapper;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws IOException {
        String authorization = session.getHandshakeHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            begin(session, authorization, after(session));
        } else {
            clock.schedule(() -> endWithoutToken(session), AUTH_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
        if (feeds.containsKey(session.getId())) {
            return;
        }
        try {
            JsonNode frame = mapper.readTree(message.getPayload());
            JsonNode after = frame.path("after");
            boolean known = frame.path("type").asString("").equals("auth")
                    && frame.path("token").isString()
                    && (after.isMissingNode()
                            || after.isNull()
                            || after.isIntegralNumber() && after.canConvertToLong() && after.longValue() >= 0);
            if (known) {
                session.getAttributes().put(TOKEN_CAME, true);
                Long start = after.isIntegralNumber() ? Long.valueOf(after.longValue()) : after(session);
                begin(session, frame.path("token").stringValue(), start);
                return;
            }
        } catch (JacksonException e) {
            LOG.debug("A first frame was no JSON");
        }
        session.close(BAD_FRAME);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        FeedHub.Feed feed = feeds.remove(session.getId());
        if (feed != null) {
            feed.close();
        }
    }

    private void begin(WebSocketSession session, String authorization, @Nullable Long after) throws IOException {
        try {
            Optional<Caller> caller = tokens.caller(authorization);
            if (caller.isEmpty()) {
                session.close(UNAUTHORIZED);
                return;
            }
            UUID user = caller.get().userId();
            long start = hub.start(user, after);
            UUID chat = ChatAgent.sessionId(user, name(session.getUri()));
            Map<String, Object> limits = nativeSession(session).getUserProperties();
            limits.put(SEND_TIMEOUT, hub.sendLimit().toMillis() + GRACE_MILLISECONDS);
            limits.put(CLOSE_TIMEOUT, CLOSE_MILLISECONDS);
            session.sendMessage(new TextMessage(mapper.writeValueAsString(CloudEvent.ready(user, start))));
            feeds.put(session.getId(), hub.open(caller.get(), start, new SocketSubscriber(session, chat)));
            if (!session.isOpen()) {
                afterConnectionClosed(session, CloseStatus.NORMAL);
            }
        } catch (RejectedException e) {
            session.close(
                    e.code() == RejectionCode.CONFLICT || e.code() == RejectionCode.INVALID
                            ? BEYOND_HEAD
                            : e.code() == RejectionCode.TOO_MANY ? TOO_MANY : CloseStatus.SERVICE_OVERLOAD);
        } catch (IllegalStateException e) {
            if (session.isOpen()) {
                throw e;
            }
            LOG.debug("A socket was gone before its token was looked up", e);
        }
    }

    private void endWithoutToken(WebSocketSession session) {
        if (!session.getAttributes().containsKey(TOKEN_CAME) && session.isOpen()) {
            try {
                session.close(UNAUTHORIZED);
            } catch (IOException e) {
                LOG.debug("A socket was gone before it was closed", e);
            }
        }
    }

    /** The URL's {@code after}, decoded by the container as {@link HandshakeRefusals} saw it; null where it has none. */
    private static @Nullable Long after(WebSocketSession session) {
        List<String> after = nativeSession(session).getRequestParameterMap().get("after");
        return after == null ? null : WholeNumbers.parse(after.get(0));
    }

    private static Session nativeSession(WebSocketSession session) {
        return ((NativeWebSocketSession) session).getNativeSession(Session.class);
    }

    /** The last segment of the path, decoded once: whatever it holds is the name. */
    private static String name(@Nullable URI uri) {
        String path = uri == null ? "" : uri.getRawPath();
        return UriUtils.decode(path.substring(path.lastIndexOf('/') + 1), StandardCharsets.UTF_8);
    }

    private final class SocketSubscriber implements Subscriber {
        private final WebSocketSession session;
        private final UUID chat;

        SocketSubscriber(WebSocketSession session, UUID chat) {
            this.session = session;
            this.chat = chat;
        }

        @Override
        public boolean wants(RecordedEvent event) {
            return !(event.payload() instanceof ChatEvent) || event.subjectId().equals(chat);
        }

        @Override
        public void send(List<CloudEvent> events) throws IOException {
            for (CloudEvent event : events) {
                session.sendMessage(new TextMessage(mapper.writeValueAsString(event)));
            }
        }

        @Override
        public void heartbeat() throws IOException {
            session.sendMessage(new PingMessage());
        }

        @Override
        public void close(Reason reason) {
            CloseStatus status = switch (reason) {
                case SESSION_ENDED -> UNAUTHORIZED;
                case TOO_SLOW -> TOO_SLOW;
                case BEYOND_HEAD -> BEYOND_HEAD;
                case GONE -> CloseStatus.GOING_AWAY;
                case STOPPING -> CloseStatus.SERVICE_RESTARTED;
                case FAILED -> CloseStatus.SERVER_ERROR;
            };
            try {
                session.close(status);
            } catch (IOException | IllegalStateException e) {
                LOG.debug("A socket was gone before it was closed", e);
            }
        }
    }
}
