package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.chat.ChatState;
import behflow.api.chat.event.ChatEvent;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.Row;
import behflow.api.process.ExecutionState;
import behflow.api.process.ProcessState;
import behflow.api.process.event.ExecutionEvent;
import behflow.api.process.event.ProcessEvent;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Histories as releases wrote them, {@code histories/<release>.ndjson} (an export), replayed by today's upcasters and folds
 * to the states that the release had: {@code histories/<release>.states} has for each subject its fields and a hash over
 * those of the state after each of its events. Neither file is ever edited; a field that comes later changes nothing here.
 * Where the second is missing, the test prints what to put there.
 */
class RecordedHistoriesTest {

    private static final Path HISTORIES = Path.of("src", "test", "resources", "histories");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final EventSerializer serializer = new EventSerializer(EventTypes.ofSharedApi());
    private final EventUpcasterChain upcasters = new EventUpcasterChain(RevisionUpcaster.all());

    @TestFactory
    Stream<DynamicTest> everyReleasesHistoryIsReadToItsStates() throws IOException {
        List<Path> histories;
        try (Stream<Path> files = Files.list(HISTORIES)) {
            histories = files.filter(file -> file.toString().endsWith(".ndjson"))
                    .sorted()
                    .toList();
        }
        assertThat(histories).isNotEmpty();
        return histories.stream()
                .map(history -> DynamicTest.dynamicTest(history.getFileName().toString(), () -> replay(history)));
    }

    private void replay(Path history) throws IOException {
        Path recorded = Path.of(history.toString().replace(".ndjson", ".states"));
        Map<String, String> fields = new HashMap<>();
        List<String> expected = Files.exists(recorded) ? Files.readAllLines(recorded) : List.of();
        expected.forEach(line -> fields.put(line.split(" ")[0], line.split(" ")[1]));
        Map<String, List<Row>> states = states(history);
        List<String> actual = new ArrayList<>();
        states.forEach((subject, after) -> actual.add(line(subject, after, fields.get(subject))));
        assertThat(actual)
                .as("%s; recorded should be%n%s", states, String.join("\n", actual))
                .isEqualTo(expected);
    }

    /** The state of each subject after each of its events. */
    private Map<String, List<Row>> states(Path history) throws IOException {
        Map<String, List<Row>> states = new TreeMap<>();
        for (String text : Files.readAllLines(history)) {
            JsonNode line = JSON.readTree(text);
            if (!line.has("proof")) {
                continue;
            }
            LogEntry entry = entry(line);
            DomainEvent event = read(entry);
            List<Row> before = states.computeIfAbsent(kind(entry) + "/" + entry.subjectId(), s -> new ArrayList<>());
            Row after = fold(before.isEmpty() ? null : before.get(before.size() - 1), entry, event);
            if (after != null) {
                before.add(after);
            }
        }
        states.values().removeIf(List::isEmpty);
        return states;
    }

    private DomainEvent read(LogEntry entry) {
        Object payload = EventUtils.upcastAndDeserializeTrackedEvents(
                        Stream.of(StoredEvent.of(entry)), serializer, upcasters)
                .findFirst()
                .orElseThrow()
                .getPayload();
        assertThat(payload)
                .as("%s of revision %s", entry.type(), entry.revision())
                .isInstanceOf(DomainEvent.class);
        return (DomainEvent) payload;
    }

    private static @Nullable Row fold(@Nullable Row state, LogEntry entry, DomainEvent event) {
        UUID subject = entry.subjectId();
        UUID owner = entry.ownerId();
        Instant at = StoredEvent.instant(entry.timestampMicros());
        if (event instanceof TaskEvent task) {
            return TaskState.evolve((TaskState) state, subject, owner, task, entry.sequence(), at);
        } else if (event instanceof ProcessEvent process) {
            return ProcessState.evolve((ProcessState) state, subject, owner, process, entry.sequence(), at);
        } else if (event instanceof ExecutionEvent execution) {
            return ExecutionState.evolve((ExecutionState) state, subject, owner, execution, entry.sequence(), at);
        } else if (event instanceof ChatEvent chat) {
            return ChatState.evolve((ChatState) state, subject, owner, chat, entry.sequence(), at);
        }
        return null;
    }

    private static String kind(LogEntry entry) {
        return entry.type().substring(0, entry.type().indexOf('.'));
    }

    /** @param recorded the fields that count, separated by commas; null for all of today */
    private static String line(String subject, List<Row> states, @Nullable String recorded) {
        String fields = recorded != null
                ? recorded
                : String.join(",", JSON.<ObjectNode>valueToTree(states.get(0)).propertyNames());
        StringBuilder text = new StringBuilder();
        for (Row state : states) {
            ObjectNode all = JSON.valueToTree(state);
            Arrays.stream(fields.split(","))
                    .forEach(field -> text.append(field)
                            .append('=')
                            .append(all.path(field))
                            .append('\n'));
        }
        return subject + " " + fields + " "
                + HexFormat.of().formatHex(LogEntry.sha256(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static LogEntry entry(JsonNode line) {
        JsonNode proof = line.get("proof");
        HexFormat hex = HexFormat.of();
        return new LogEntry(
                UUID.fromString(proof.get("owner_id").stringValue()),
                line.get("position").longValue(),
                UUID.fromString(line.get("event_id").stringValue()),
                UUID.fromString(proof.get("subject_id").stringValue()),
                proof.get("sequence").longValue(),
                line.get("type").stringValue(),
                proof.get("revision").stringValue(),
                proof.get("timestamp_us").longValue(),
                bytes(proof.get("metadata")),
                bytes(proof.get("payload")),
                proof.get("salt").isNull()
                        ? null
                        : hex.parseHex(proof.get("salt").stringValue()),
                hex.parseHex(proof.get("commitment").stringValue()),
                hex.parseHex(proof.get("previous_hash").stringValue()),
                hex.parseHex(line.get("hash").stringValue()));
    }

    private static byte[] bytes(JsonNode text) {
        return text.stringValue().getBytes(StandardCharsets.UTF_8);
    }
}
