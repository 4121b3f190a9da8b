package behflow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends what no client would: the bytes of a request as they are. */
public final class RawHttp {

    private static final Pattern LENGTH = Pattern.compile("(?is).*\\r\\nContent-Length: (\\d+)\\r\\n.*");

    private RawHttp() {}

    /** The whole answer: its head, and the body that this announces. */
    public static String send(String baseUrl, String request) throws IOException {
        URI base = URI.create(baseUrl);
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // The server may refuse before it has read all; its answer is what counts.
            }
            return answer(socket.getInputStream());
        }
    }

    /** As {@link #send}, from a client that sends no more after that. */
    public static String sendAndClose(String baseUrl, String request) throws IOException {
        URI base = URI.create(baseUrl);
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return answer(socket.getInputStream());
        }
    }

    /** Sends it, from a client that is gone before it is answered. */
    public static void sendAndLeave(String baseUrl, String request) throws IOException {
        URI base = URI.create(baseUrl);
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.getInputStream().read();
        }
    }

    private static String answer(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            read.write(next);
            String head = next == '\n' ? read.toString(StandardCharsets.UTF_8) : "";
            if (head.endsWith("\r\n\r\n")) {
                Matcher length = LENGTH.matcher(head);
                boolean empty = head.startsWith("HTTP/1.1 1");
                byte[] body = empty
                        ? new byte[0]
                        : length.matches() ? in.readNBytes(Integer.parseInt(length.group(1))) : in.readAllBytes();
                return head + new String(body, StandardCharsets.UTF_8);
            }
        }
        return read.toString(StandardCharsets.UTF_8);
    }
}
