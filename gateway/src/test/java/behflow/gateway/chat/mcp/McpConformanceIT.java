package behflow.gateway.chat.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;

/**
 * The official conformance suite, which comes by npm. It runs where npm has it in its cache ({@code npx -y} with the words of
 * {@link #SUITE} puts it there), or as {@code MCP_CONFORMANCE} says: see docs/mcp.md, which names what does not pass and why.
 */
@ActiveProfiles("mcp-conformance")
@DirtiesContext
@EnabledIf(
        value = "there",
        disabledReason =
                "npm is not here, or has not the conformance suite in its cache: docs/mcp.md says how it gets there")
class McpConformanceIT extends BehflowIT {

    private static final String SUITE = "-p node@22 -p @modelcontextprotocol/conformance@0.1.16 conformance";
    private static final String COMMAND =
            Objects.requireNonNullElse(System.getenv("MCP_CONFORMANCE"), "npx --offline -y " + SUITE);

    /** Asked before the service is started; a system without a shell has no suite. */
    static boolean there() throws InterruptedException {
        try {
            return new ProcessBuilder("sh", "-c", COMMAND + " --version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static final Set<String> NOT_PASSED = Set.of(
            "logging-set-level",
            "tools-call-with-logging",
            "tools-call-with-progress",
            "tools-call-sampling",
            "tools-call-elicitation",
            "elicitation-sep1034-defaults",
            "elicitation-sep1330-enums",
            "resources-subscribe",
            "resources-unsubscribe");
    private static final Pattern RESULT = Pattern.compile("(?m)^\\s*([✓✗])\\s+([a-z0-9-]+): .*$");

    @TempDir
    private Path folder;

    @Test
    void givenConformanceSuite_whenRun_thenOnlyWhatIsNamedDoesNotPass() throws Exception {
        ConformanceFixtures.TOKEN.set(HttpApi.newUser(baseUrl()).token());
        File output = folder.resolve("output").toFile();
        Process suite = new ProcessBuilder(
                        List.of("sh", "-c", COMMAND + " server --suite all --url " + baseUrl() + "/mcp"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        assertThat(suite.waitFor(150, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(output.toPath(), StandardCharsets.UTF_8);
        System.out.println(said);
        Set<String> failed = new TreeSet<>();
        Set<String> passed = new TreeSet<>();
        Matcher result = RESULT.matcher(said);
        while (result.find()) {
            (result.group(1).equals("✓") ? passed : failed).add(result.group(2));
        }
        assertThat(passed).hasSizeGreaterThan(15);
        assertThat(failed).isEqualTo(new TreeSet<>(NOT_PASSED));
    }
}
