package behflow.command.audit.proof;

import behflow.api.kernel.LogEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What an export proves by itself.
 *
 * @param logs  each of its logs; only those that are known to be wrong where a line could not be read
 * @param lines how many lines were read
 * @param wrong what is wrong with the file as a whole; null where nothing is, though a log may be
 */
record ExportVerification(
        List<LogVerifier.Result> logs, long lines, @Nullable String wrong) {

    /** Whether the file and all its logs are as they were written. */
    boolean fine() {
        return wrong == null && logs.stream().allMatch(log -> log.wrong() == null);
    }

    /** @param known a head that someone has kept */
    static ExportVerification of(Path file, SignedNote.@Nullable Head known) throws IOException {
        Map<UUID, LogVerifier> verifiers = new LinkedHashMap<>();
        if (known != null) {
            verifiers.computeIfAbsent(known.owner(), LogVerifier::new).expect(known.position(), known.hash());
        }
        long number = 0;
        String wrong = null;
        MessageDigest sum = Sha256.digest();
        boolean ended = false;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null && wrong == null; line = lines.readLine()) {
                number++;
                JsonNode node = EntryJson.JSON.readTree(line);
                if (ended) {
                    wrong = "line " + number + " of the export stands after its end";
                } else if (node.has("head")) {
                    JsonNode head = node.path("head");
                    verifiers
                            .computeIfAbsent(
                                    UUID.fromString(head.path("owner_id").asString("")), LogVerifier::new)
                            .expect(
                                    head.path("position").asLong(-1),
                                    HexFormat.of().parseHex(head.path("hash").asString("")));
                } else if (node.has("end")) {
                    ended = true;
                    String stated = node.path("sha256").asString("");
                    if (!stated.isEmpty() && !stated.equals(HexFormat.of().formatHex(sum.digest()))) {
                        wrong = "the export is altered: its lines are not those that its last line sums up";
                    }
                } else if (!node.has("format")) {
                    LogEntry entry = EntryJson.read(node);
                    // A log that is altered says nothing about the others: it stays at what is wrong, and they are
                    // read.
                    verifiers.computeIfAbsent(entry.ownerId(), LogVerifier::new).next(entry);
                }
                sum.update((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (JacksonException | IllegalArgumentException | CharacterCodingException e) {
            // What was not read is not known to be missing.
            List<LogVerifier.Result> failed = verifiers.values().stream()
                    .filter(LogVerifier::failed)
                    .map(LogVerifier::finish)
                    .toList();
            return new ExportVerification(failed, number, "line " + number + " of the export is altered");
        }
        List<LogVerifier.Result> logs =
                verifiers.values().stream().map(LogVerifier::finish).toList();
        if (wrong == null && !ended) {
            wrong = "the export is cut off after line " + number;
        }
        return new ExportVerification(logs, number, wrong);
    }
}
