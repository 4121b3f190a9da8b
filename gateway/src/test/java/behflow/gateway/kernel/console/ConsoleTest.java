package behflow.gateway.kernel.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command of the jar says where its file is the trouble; it then needs no database. */
class ConsoleTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"restore", "verify-log --export"})
    void givenNoFile_whenItIsToBeRead_thenThatIsSaid(String command, @TempDir Path folder) {
        String file = folder.resolve("none.ndjson").toString();
        assertThat(run((command + " " + file).split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith(file + ": there is no such file\n");
    }

    @Test
    void whenHelpIsAskedFor_thenExportSaysThatItsFileMustBeNew() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(Console.run(new String[] {"--help"}, print(out), print(err))).contains(0);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("must not exist yet");
    }

    private int run(String... arguments) {
        return Console.run(arguments, print(new ByteArrayOutputStream()), print(err))
                .orElseThrow();
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
