package behflow.command.eventstore;

import behflow.api.kernel.LogEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The specification's two entries with every byte, from {@code log-vectors.json}. */
final class LogVectors {

    private LogVectors() {}

    /** @param entry the bytes that are hashed */
    record Vector(LogEntry logEntry, byte[] entry) {}

    static List<Vector> read() {
        try (InputStream json =
                Objects.requireNonNull(LogVectors.class.getResourceAsStream("/log-vectors.json"), "log-vectors.json")) {
            List<Vector> vectors = new ArrayList<>();
            for (JsonNode event : new ObjectMapper().readTree(json).get("events")) {
                vectors.add(vector(event));
            }
            return vectors;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Vector vector(JsonNode event) {
        JsonNode proof = event.get("proof");
        LogEntry entry = new LogEntry(
                UUID.fromString(proof.get("owner_id").asString()),
                event.get("position").asLong(),
                UUID.fromString(event.get("event_id").asString()),
                UUID.fromString(proof.get("subject_id").asString()),
                proof.get("sequence").asLong(),
                event.get("type").asString(),
                proof.get("revision").asString(),
                proof.get("timestamp_us").asLong(),
                utf8(proof.get("metadata")),
                utf8(proof.get("payload")),
                hex(proof.get("salt")),
                hex(proof.get("commitment")),
                hex(proof.get("previous_hash")),
                hex(event.get("hash")));
        return new Vector(entry, hex(event.get("entry_hex")));
    }

    private static byte[] utf8(JsonNode text) {
        return text.asString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hex(JsonNode text) {
        return HexFormat.of().parseHex(text.asString());
    }
}
