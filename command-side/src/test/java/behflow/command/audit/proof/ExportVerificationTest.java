package behflow.command.audit.proof;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with one log of an export is said of that log, and of no other. */
class ExportVerificationTest {

    private final ForgedLog first = ForgedLog.honest(new Random(1), 5);
    private final ForgedLog second = ForgedLog.honest(new Random(2), 5);
    private final ForgedLog third = ForgedLog.honest(new Random(3), 5);

    @TempDir
    private Path folder;

    @Test
    void givenOneLogAltered_whenAnotherHasAKnownHead_thenOnlyTheAlteredOneIsWrong() throws IOException {
        first.replace(2, "{}".getBytes(), new byte[32]);

        ExportVerification verified = verify(lines(first, second), second);

        assertThat(wrong(verified)).containsExactly(owner(first) + ": the payload of position 2 is altered");
        assertThat(verified.wrong()).isNull();
        assertThat(verified.fine()).isFalse();
    }

    @Test
    void givenTwoLogsAltered_whenVerified_thenEachNamesItsFirstPosition() throws IOException {
        first.replace(2, "{}".getBytes(), new byte[32]);
        first.replace(4, "{}".getBytes(), new byte[32]);
        third.replace(3, "{}".getBytes(), new byte[32]);

        assertThat(wrong(verify(lines(first, second, third), second)))
                .containsExactlyInAnyOrder(
                        owner(first) + ": the payload of position 2 is altered",
                        owner(third) + ": the payload of position 3 is altered");
    }

    @Test
    void givenLineThatIsNone_whenReadingStops_thenWhatWasFoundStaysAndUnreadLogsAreNotAccused() throws IOException {
        first.replace(2, "{}".getBytes(), new byte[32]);
        List<String> lines = lines(first);
        lines.set(lines.size() - 1, "{");

        ExportVerification verified = verify(lines, second);

        assertThat(wrong(verified)).containsExactly(owner(first) + ": the payload of position 2 is altered");
        assertThat(verified.wrong()).isEqualTo("line " + lines.size() + " of the export is altered");
    }

    /** A log that is missing, in an export that says that it is whole. */
    @Test
    void givenExportWithoutTheLogOfAKnownHead_whenVerified_thenItIsCutOff() throws IOException {
        assertThat(wrong(verify(lines(first), second)))
                .containsExactly(owner(second) + ": the log is cut off at position 0, ahead of the known head "
                        + second.head().position());
    }

    private static List<String> wrong(ExportVerification verified) {
        return verified.logs().stream()
                .filter(log -> log.wrong() != null)
                .map(log -> log.owner() + ": " + log.wrong())
                .toList();
    }

    private ExportVerification verify(List<String> lines, ForgedLog known) throws IOException {
        LogEntry head = known.head();
        return ExportVerification.of(
                Files.write(folder.resolve("export.ndjson"), lines),
                new SignedNote.Head("any", head.ownerId(), head.position(), head.hash()));
    }

    private static List<String> lines(ForgedLog... logs) {
        List<String> lines = new ArrayList<>();
        for (ForgedLog log : logs) {
            LogEntry head = log.head();
            lines.add("{\"head\":{\"owner_id\":\"%s\",\"position\":%d,\"hash\":\"%s\"}}"
                    .formatted(head.ownerId(), head.position(), HexFormat.of().formatHex(head.hash())));
            log.entries.forEach(entry -> lines.add(EntryJson.write(entry)));
        }
        lines.add("{\"end\":true}");
        return lines;
    }

    private static UUID owner(ForgedLog log) {
        return log.head().ownerId();
    }
}
