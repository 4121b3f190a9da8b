package behflow.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of traces on loopback: OTLP over HTTP, of which it reads what tests look at. */
public final class OtlpReceiver implements AutoCloseable {

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    public OtlpReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            synchronized (received) {
                received.writeBytes(body);
            }
            for (byte[] resource : fields(body, 1)) {
                for (byte[] scope : fields(resource, 2)) {
                    fields(scope, 2).forEach(span -> spans.add(Span.of(span)));
                }
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    /** One span. {@code parent} is empty where it is the first of its trace. */
    public record Span(
            String trace, String id, String parent, String name, Map<String, String> attributes, List<String> links) {

        private static Span of(byte[] span) {
            Map<String, String> attributes = new TreeMap<>();
            for (byte[] attribute : fields(span, 9)) {
                byte[] value = fields(attribute, 2).get(0);
                attributes.put(text(attribute, 1), fields(value, 1).isEmpty() ? hex(value) : text(value, 1));
            }
            return new Span(
                    hex(fields(span, 1).get(0)),
                    hex(fields(span, 2).get(0)),
                    fields(span, 4).stream()
                            .map(HexFormat.of()::formatHex)
                            .findFirst()
                            .orElse(""),
                    text(span, 5),
                    attributes,
                    fields(span, 13).stream()
                            .map(link -> hex(fields(link, 2).get(0)))
                            .toList());
        }
    }

    /** For example {@code http://127.0.0.1:4318/v1/traces}. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    public List<Span> spans() {
        return List.copyOf(spans);
    }

    /** All bytes that came, as text to search. */
    public String received() {
        synchronized (received) {
            return received.toString(StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** The length-delimited fields of a protobuf message that have the number. */
    private static List<byte[]> fields(byte[] message, int number) {
        List<byte[]> found = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(message);
        while (bytes.hasRemaining()) {
            long tag = varint(bytes);
            switch ((int) (tag & 7)) {
                case 0 -> varint(bytes);
                case 1 -> bytes.getLong();
                case 5 -> bytes.getInt();
                case 2 -> {
                    byte[] field = new byte[(int) varint(bytes)];
                    bytes.get(field);
                    if (tag >>> 3 == number) {
                        found.add(field);
                    }
                }
                default -> throw new IllegalArgumentException("Not protobuf");
            }
        }
        return found;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static String text(byte[] message, int number) {
        return new String(fields(message, number).get(0), StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
