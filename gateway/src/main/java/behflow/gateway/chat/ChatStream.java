package behflow.gateway.chat;

import behflow.gateway.chat.agent.ChatAgent;
import behflow.gateway.chat.agent.Listener;
import behflow.gateway.task.TaskResponse;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * A turn as server-sent events. A client that leaves is not told any more; the turn goes on. After {@link #close} nothing is
 * written, because a model that was given up may still talk while the response serves another request.
 */
final class ChatStream implements Listener, AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServletResponse response;
    private boolean begun;
    private boolean gone;

    ChatStream(HttpServletResponse response) {
        this.response = response;
    }

    /** Whether the answer's status is on its way already. */
    boolean begun() {
        return begun;
    }

    @Override
    public void text(String delta) {
        send("delta", Map.of("text", delta));
    }

    @Override
    public void discarded() {
        send("discard", Map.of());
    }

    @Override
    public void tool(String name, String outcome) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", name);
        data.put("outcome", outcome);
        send("tool", data);
    }

    void reply(ChatAgent.Reply reply, ZoneId zone) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("response", reply.text());
        data.put("session_id", reply.sessionName());
        data.put(
                "tasks",
                reply.tasks().stream().map(task -> TaskResponse.of(task, zone)).toList());
        data.put("correlation_id", reply.correlationId().toString());
        send("reply", data);
    }

    void error(String detail) {
        send("error", Map.of("detail", detail));
    }

    @Override
    public synchronized void close() {
        gone = true;
    }

    private synchronized void send(String event, Map<String, Object> data) {
        if (gone) {
            return;
        }
        try {
            if (!begun) {
                begun = true;
                response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
                response.setCharacterEncoding(StandardCharsets.UTF_8);
                response.setHeader("Cache-Control", "no-store");
                response.setHeader("X-Accel-Buffering", "no");
            }
            ServletOutputStream out = response.getOutputStream();
            out.write(("event: " + event + "\ndata: " + JSON.writeValueAsString(data) + "\n\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            gone = true;
        }
    }
}
