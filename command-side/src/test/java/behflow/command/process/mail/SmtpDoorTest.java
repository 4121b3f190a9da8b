package behflow.command.process.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** What the door makes of a mail server's answers. */
class SmtpDoorTest {

    @ParameterizedTest
    @CsvSource({
        "MAIL, 451 try again later, LATER",
        "MAIL, 550 not you, REFUSED",
        "RCPT, 450 greylisted, LATER",
        "RCPT, 451 greylisted, LATER",
        "RCPT, 452 no room now, LATER",
        "RCPT, 550 no such mailbox, REFUSED",
        "DATA, 451 not now, LATER",
        "., 451 not now, LATER",
        "., 554 spam, REFUSED",
        "., '', UNKNOWN",
        "., 250 ok, SENT"
    })
    void givenAnswer_whenSent_thenItIsSoFar(String verb, String answer, SmtpDoor.Outcome outcome) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> serve(socket, verb, answer), "smtp");
            server.setDaemon(true);
            server.start();

            assertThat(door(socket.getLocalPort()).send(UUID.randomUUID(), "john@example.org", "Reminder", "A"))
                    .isEqualTo(outcome);
        }
        assertThat(outcome.mayBeTriedAgain()).isEqualTo(outcome == SmtpDoor.Outcome.LATER);
    }

    static SmtpDoor door(int port) {
        JavaMailSenderImpl settings = new JavaMailSenderImpl();
        settings.setHost("127.0.0.1");
        settings.setPort(port);
        return new SmtpDoor(settings, "behflow@example.org");
    }

    /** To that verb it gives that answer, or hangs up where there is none. */
    private static void serve(ServerSocket socket, String verb, String answer) {
        try (Socket client = socket.accept();
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                PrintStream out = new PrintStream(client.getOutputStream(), true, StandardCharsets.UTF_8)) {
            out.print("220 test\r\n");
            boolean data = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (data && !line.equals(".")) {
                    continue;
                }
                data = false;
                String said = line.split("[ :]")[0].toUpperCase(Locale.ROOT);
                String reply = said.equals(verb) ? answer : said.equals("DATA") ? "354 go on" : "250 ok";
                if (reply.isEmpty()) {
                    return;
                }
                data = reply.startsWith("354");
                out.print(reply + "\r\n");
                out.flush();
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }
}
