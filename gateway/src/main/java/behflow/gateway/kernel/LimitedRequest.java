package behflow.gateway.kernel;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * A request whose body ends in {@link BodyTooLarge} at the limit. Nothing here takes forms, and {@code curl -d} calls
 * everything one: what is called a form, or by a name that can't be one, is JSON, so that nobody takes it apart before
 * its reader.
 */
final class LimitedRequest extends HttpServletRequestWrapper {

    private final LimitedStream stream;
    private final boolean misnamed;

    LimitedRequest(HttpServletRequest request, long limit) throws IOException {
        super(request);
        misnamed = isMisnamed(request.getContentType());
        // A container that has given its stream away reads parameters from the query alone.
        stream = new LimitedStream(request.getInputStream(), limit);
    }

    private static boolean isMisnamed(@Nullable String type) {
        try {
            return type != null
                    && MediaType.parseMediaType(type).isCompatibleWith(MediaType.APPLICATION_FORM_URLENCODED);
        } catch (InvalidMediaTypeException e) {
            return true;
        }
    }

    @Override
    public ServletInputStream getInputStream() {
        return stream;
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable String getContentType() {
        return misnamed ? MediaType.APPLICATION_JSON_VALUE : super.getContentType();
    }

    @Override
    public @Nullable String getHeader(String name) {
        return misnamed && HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name) ? getContentType() : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return misnamed && HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name)
                ? Collections.enumeration(List.of(MediaType.APPLICATION_JSON_VALUE))
                : super.getHeaders(name);
    }

    private static final class LimitedStream extends ServletInputStream {
        private final ServletInputStream stream;
        private final long limit;
        private long read;

        LimitedStream(ServletInputStream stream, long limit) {
            this.stream = stream;
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int value = stream.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = stream.read(bytes, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int more) throws IOException {
            read += more;
            if (read > limit) {
                throw new BodyTooLarge();
            }
        }

        @Override
        public boolean isFinished() {
            return stream.isFinished();
        }

        @Override
        public boolean isReady() {
            return stream.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            stream.setReadListener(listener);
        }
    }
}
