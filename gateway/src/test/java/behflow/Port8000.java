package behflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;

/**
 * Passes bytes on from port 8000 of this machine to the service under test, wherever that listens, so that the specification's
 * examples run without a change. It is there only while no one else uses the port.
 */
final class Port8000 implements AutoCloseable {

    static final int PORT = 8000;

    private final ServerSocket socket;
    private final int target;

    private Port8000(ServerSocket socket, int target) {
        this.socket = socket;
        this.target = target;
    }

    /** Empty where the port is someone else's. */
    static Optional<Port8000> forwardTo(int target) {
        try {
            ServerSocket socket = new ServerSocket();
            try {
                socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), PORT));
            } catch (IOException e) {
                socket.close();
                return Optional.empty();
            }
            Port8000 forwarder = new Port8000(socket, target);
            daemon("port-8000", forwarder::accept);
            return Optional.of(forwarder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Socket service = new Socket(InetAddress.getByName("localhost"), target);
                daemon("port-8000-in", () -> pump(client, service));
                daemon("port-8000-out", () -> pump(service, client));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Until either side ends; then both do. */
    private static void pump(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException over) {
            // The other direction has closed the sockets, as it does at the end of every conversation.
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
