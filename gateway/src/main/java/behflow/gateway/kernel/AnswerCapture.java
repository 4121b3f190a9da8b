package behflow.gateway.kernel;

import behflow.api.kernel.RequestKeys.Answer;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * An answer that is kept as it is given. It is held back until {@link #send}; a stream of events goes out while it comes, and
 * is kept whole also where its client leaves.
 */
final class AnswerCapture extends ContentCachingResponseWrapper {

    /** What operations say in headers, and what is told beside the media type. */
    private static final List<String> HEADERS = List.of(
            HttpHeaders.CACHE_CONTROL,
            HttpHeaders.ETAG,
            HttpHeaders.LINK,
            HttpHeaders.LOCATION,
            RequestIds.CORRELATION_HEADER);

    private boolean gone;

    AnswerCapture(HttpServletResponse response) {
        super(response);
    }

    boolean succeeded() {
        return getStatus() >= 200 && getStatus() < 300;
    }

    Answer answer() {
        Map<String, String> headers = new LinkedHashMap<>();
        if (getContentType() != null) {
            headers.put(HttpHeaders.CONTENT_TYPE, getContentType());
        }
        for (String name : HEADERS) {
            String value = getHeader(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return new Answer(getStatus(), headers, getContentAsByteArray());
    }

    void send() throws IOException {
        if (!streams()) {
            copyBodyToResponse();
        }
    }

    private boolean streams() {
        return getContentType() != null && getContentType().startsWith(MediaType.TEXT_EVENT_STREAM_VALUE);
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        ServletOutputStream kept = super.getOutputStream();
        return streams() ? new Both(kept, getResponse().getOutputStream()) : kept;
    }

    /** Writes to both, and to one alone once the other's client has left. */
    private final class Both extends ServletOutputStream {

        private final OutputStream kept;
        private final ServletOutputStream client;

        Both(OutputStream kept, ServletOutputStream client) {
            this.kept = kept;
            this.client = client;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            kept.write(bytes, offset, length);
            toClient(() -> client.write(bytes, offset, length));
        }

        @Override
        public void flush() {
            toClient(client::flush);
        }

        private void toClient(Sending sending) {
            if (!gone) {
                try {
                    sending.run();
                } catch (IOException e) {
                    gone = true;
                }
            }
        }

        @Override
        public boolean isReady() {
            return client.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            client.setWriteListener(listener);
        }
    }

    private interface Sending {
        void run() throws IOException;
    }
}
