package behflow.command.audit.proof;

import behflow.api.kernel.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An entry as a line of an export: the feed's fields with their proof. */
final class EntryJson {

    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HexFormat HEX = HexFormat.of();

    private EntryJson() {}

    static String write(LogEntry entry) {
        ObjectNode line = JSON.createObjectNode();
        line.put("position", entry.position());
        line.put("event_id", entry.eventId().toString());
        line.put("type", entry.type());
        line.put("hash", HEX.formatHex(entry.hash()));
        ObjectNode proof = line.putObject("proof");
        proof.put("owner_id", entry.ownerId().toString());
        proof.put("subject_id", entry.subjectId().toString());
        proof.put("sequence", entry.sequence());
        proof.put("revision", entry.revision());
        proof.put("timestamp_us", entry.timestampMicros());
        proof.put("previous_hash", HEX.formatHex(entry.previousHash()));
        proof.put("metadata", new String(entry.metadata(), StandardCharsets.UTF_8));
        proof.put("payload", new String(entry.payload(), StandardCharsets.UTF_8));
        byte[] salt = entry.salt();
        if (salt == null) {
            proof.putNull("salt");
        } else {
            proof.put("salt", HEX.formatHex(salt));
        }
        proof.put("commitment", HEX.formatHex(entry.commitment()));
        return JSON.writeValueAsString(line);
    }

    /** @throws IllegalArgumentException where the line is no entry */
    static LogEntry read(JsonNode line) {
        JsonNode proof = line.path("proof");
        JsonNode salt = proof.path("salt");
        return new LogEntry(
                UUID.fromString(text(proof, "owner_id")),
                number(line, "position"),
                UUID.fromString(text(line, "event_id")),
                UUID.fromString(text(proof, "subject_id")),
                number(proof, "sequence"),
                text(line, "type"),
                text(proof, "revision"),
                number(proof, "timestamp_us"),
                text(proof, "metadata").getBytes(StandardCharsets.UTF_8),
                text(proof, "payload").getBytes(StandardCharsets.UTF_8),
                salt.isNull() ? null : HEX.parseHex(text(proof, "salt")),
                HEX.parseHex(text(proof, "commitment")),
                HEX.parseHex(text(proof, "previous_hash")),
                HEX.parseHex(text(line, "hash")));
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isString()) {
            throw new IllegalArgumentException("no " + field);
        }
        return value.stringValue();
    }

    private static long number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException("no " + field);
        }
        return value.longValue();
    }
}
