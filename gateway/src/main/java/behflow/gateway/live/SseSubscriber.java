package behflow.gateway.live;

import behflow.api.kernel.RecordedEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of server-sent events. Its transport can't be broken off while it writes, and waits for as long as the client reads
 * a little now and then: so it is given little at a time, and between two pieces it sees that it was closed.
 */
final class SseSubscriber implements Subscriber {

    private static final int PIECE_BYTES = 4 * 1024;

    private final SseEmitter emitter;
    private final JsonMapper mapper;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean closed;

    SseSubscriber(SseEmitter emitter, JsonMapper mapper) {
        this.emitter = emitter;
        this.mapper = mapper;
    }

    @Override
    public boolean wants(RecordedEvent event) {
        return true;
    }

    @Override
    public void send(List<CloudEvent> events) throws IOException {
        for (CloudEvent event : events) {
            write("id:" + event.sequence() + "\ndata:" + mapper.writeValueAsString(event) + "\n\n");
        }
    }

    @Override
    public void heartbeat() throws IOException {
        write(":heartbeat\n\n");
    }

    private void write(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writing.lock();
        try {
            for (int start = 0; start < bytes.length && !closed; start += PIECE_BYTES) {
                byte[] piece = Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + PIECE_BYTES));
                emitter.send(Set.of(new DataWithMediaType(piece, MediaType.APPLICATION_OCTET_STREAM)));
            }
        } finally {
            writing.unlock();
        }
        if (closed) {
            emitter.complete();
            throw new IOException("The stream was closed");
        }
    }

    /** Waits for nobody: who writes at this moment completes the stream afterwards. */
    @Override
    public void close(Reason reason) {
        closed = true;
        if (writing.tryLock()) {
            try {
                emitter.complete();
            } finally {
                writing.unlock();
            }
        }
    }
}
