package behflow.gateway.chat.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider on loopback that sends the head of an answer and then {@code silence}, a {@code drip} of small pieces, or a
 * {@code flood} of them; after the head of an {@code error} it is silent too. Of no kind, it sends a whole body. It sees when the
 * client closes a connection.
 */
final class EndlessServer implements AutoCloseable {

    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();

    private static final byte[] PIECE =
            "data: {\"choices\": [{\"index\": 0, \"delta\": {\"content\": \"and \"}, \"finish_reason\": null}]}\n\n"
                    .getBytes(StandardCharsets.UTF_8);

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final String kind;
    private final byte[] body;

    EndlessServer(String kind, String body) throws IOException {
        this.kind = kind;
        this.body = body.getBytes(StandardCharsets.UTF_8);
        start(this::accept);
    }

    String baseUrl() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "endless-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        begun.incrementAndGet();
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = client.getOutputStream();
            while (request(in)) {
                out.write(head().getBytes(StandardCharsets.UTF_8));
                out.write(body);
                out.flush();
                while (kind.equals("drip") || kind.equals("flood")) {
                    out.write(PIECE);
                    TimeUnit.MILLISECONDS.sleep(kind.equals("drip") ? 50 : 0);
                }
            }
            closed.incrementAndGet();
        } catch (IOException e) {
            closed.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String head() {
        return "HTTP/1.1 %s\r\nContent-Type: text/event-stream\r\nContent-Length: %d\r\n\r\n"
                .formatted(
                        kind.equals("error") ? "500 Internal Server Error" : "200 OK",
                        kind.isEmpty() ? body.length : Integer.MAX_VALUE);
    }

    /** Reads one; false where the client has closed the connection. */
    private static boolean request(BufferedReader in) throws IOException {
        int length = 0;
        String line = in.readLine();
        if (line == null) {
            return false;
        }
        for (; line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        for (int i = 0; i < length; i++) {
            in.read();
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
