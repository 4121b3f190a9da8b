package behflow.gateway.kernel.console;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands of the jar find the database of the service beside which they are run. */
class ConsoleIT extends BehflowIT {

    private static final String LOCATION = "spring.config.additional-location";

    @Test
    void givenDatabaseInAFileOfConfiguration_whenACommandIsRun_thenItIsTheOneMeant(@TempDir Path folder)
            throws Exception {
        HttpApi.newUser(baseUrl()).post("/api/v1/tasks", "{\"name\": \"A\"}").expect(201);
        TestDatabase database = database();
        Files.writeString(folder.resolve("application.yml"), """
                spring.datasource:
                  url: "%s"
                  username: "%s"
                  password: "%s"
                """.formatted(
                        database.jdbcUrl(), database.user(), database.password()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setProperty(LOCATION, folder.toUri().toString());
        try {
            assertThat(Console.run(new String[] {"verify-log"}, print(out), print(err)))
                    .as(err.toString(StandardCharsets.UTF_8))
                    .contains(0);
        } finally {
            System.clearProperty(LOCATION);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("events");
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
