package behflow.gateway.kernel;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** The answer to a write: it names its correlation id once, and only where the write was done. */
final class CorrelatedResponse extends HttpServletResponseWrapper {

    CorrelatedResponse(HttpServletResponse response, String correlationId) {
        super(response);
        super.setHeader(RequestIds.CORRELATION_HEADER, correlationId);
    }

    /** What a controller says replaces what stands there. */
    @Override
    public void addHeader(String name, String value) {
        if (RequestIds.CORRELATION_HEADER.equalsIgnoreCase(name)) {
            super.setHeader(name, value);
        } else {
            super.addHeader(name, value);
        }
    }

    @Override
    public void setStatus(int status) {
        super.setStatus(status);
        withdrawUnlessDone(status);
    }

    @Override
    public void sendError(int status) throws IOException {
        withdrawUnlessDone(status);
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        withdrawUnlessDone(status);
        super.sendError(status, message);
    }

    private void withdrawUnlessDone(int status) {
        if (status < 200 || status > 299) {
            super.setHeader(RequestIds.CORRELATION_HEADER, null);
        }
    }
}
