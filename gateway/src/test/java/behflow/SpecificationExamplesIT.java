package behflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The specification's own examples, run as they stand: the Python and JavaScript programs, and the curl commands with the
 * token in its place. Where a machine lacks the language, or port 8000 is taken, the test says so and is skipped.
 */
class SpecificationExamplesIT extends BehflowIT {

    private static final Pattern CREATED = Pattern.compile("Created task: ([0-9a-f-]{36})");

    @TempDir
    private Path folder;

    private Port8000 port;
    private HttpApi john;

    @BeforeEach
    void portAndUser() {
        port = Port8000.forwardTo(URI.create(baseUrl()).getPort()).orElse(null);
        assumeTrue(port != null, "Skipped: port 8000, which the examples name, is taken on this machine");
        HttpApi.anonymous(baseUrl()).post("/register", """
                {"username": "johndoe", "password": "securepass123", "name": "John", "lastname": "Doe"}""");
        john = HttpApi.login(baseUrl(), "johndoe", "securepass123");
    }

    @AfterEach
    void closePort() throws IOException {
        if (port != null) {
            port.close();
        }
    }

    @Test
    void python() {
        assumeTrue(runs("python3", "-c", "import requests"), "Skipped: there is no python3 with requests here");
        createsTheTaskOfTheExample(run("python3", file("example.py")));
    }

    @Test
    void javaScript() {
        assumeTrue(
                runs("node", "-e", "process.exit(typeof fetch === 'function' ? 0 : 1)"),
                "Skipped: there is no node with fetch (18 or newer) here");
        createsTheTaskOfTheExample(run("node", file("example.mjs")));
    }

    @Test
    void curl() {
        assumeTrue(runs("curl", "--version"), "Skipped: there is no curl here");
        assertThat(json(run("sh", file("register.sh"))).at("/detail").stringValue())
                .isEqualTo("Username already exists");
        JsonNode login = json(run("sh", file("login.sh")));
        String token = login.at("/token").stringValue();
        JsonNode me = json(run("sh", file("me.sh", token)));
        assertThat(me).isEqualTo(login.at("/user"));
        assertThat(me.at("/lastname").stringValue()).isEqualTo("Doe");
        JsonNode reply = json(run("sh", file("chat.sh", token)));
        assertThat(reply.at("/session_id").stringValue()).isEqualTo("abc-123");
        assertThat(reply.at("/tasks/0/name").stringValue()).containsIgnoringCase("review project documentation");
    }

    private void createsTheTaskOfTheExample(String output) {
        Matcher created = CREATED.matcher(output);
        assertThat(created.find()).as(output).isTrue();
        JsonNode task =
                john.get("/api/v1/tasks/" + created.group(1)).expect(200).json();
        assertThat(task.at("/name").stringValue()).isEqualTo("Review documentation");
        assertThat(task.at("/description").stringValue()).isEqualTo("Check all API docs for accuracy");
        assertThat(task.at("/priority").stringValue()).isEqualTo("high");
    }

    private String file(String name) {
        return file(name, "<token>");
    }

    private String file(String name, String token) {
        try (InputStream in = getClass().getResourceAsStream("/specification/" + name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("<token>", token);
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private boolean runs(String... command) {
        try {
            return start(command).waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private String run(String... command) {
        try {
            Process process = start(command);
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("%s ends", List.of(command))
                    .isTrue();
            String output = Files.readString(folder.resolve("output"));
            assertThat(process.exitValue())
                    .as("%s: %s%s", List.of(command), output, Files.readString(folder.resolve("errors")))
                    .isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A proxy of the machine has no say about localhost. */
    private Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("output").toFile())
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().put("NO_PROXY", "localhost");
        builder.environment().put("no_proxy", "localhost");
        return builder.start();
    }
}
