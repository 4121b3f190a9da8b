package behflow.command;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.StoredAs;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskStatusChanged;
import behflow.command.eventstore.EventSerializer;
import behflow.command.eventstore.EventTypes;
import behflow.command.eventstore.RevisionUpcaster;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.eventsourcing.EventStreamUtils;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is stored can be read for ever. For each event there is an approved file, {@code approved/<name>.<revision>.json}: one
 * that is missing fails, and so does a shape that is no longer the approved one. To change an event, give it a new revision, an
 * upcaster and a new file; never edit an approved one.
 */
class StoredEventsTest {

    private static final Path APPROVED = Path.of("src", "test", "resources", "approved");
    private static final UUID ID = UUID.fromString("01931f2e-8000-7b33-9c44-6d7e8f9070aa");
    private static final Instant AT = Instant.parse("2026-12-31T23:59:59Z");

    private final EventTypes types = EventTypes.ofSharedApi();
    private final EventSerializer serializer = new EventSerializer(types);

    @TestFactory
    Stream<DynamicTest> everyEventHasItsApprovedShape() {
        return types.names().stream()
                .sorted()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Class<? extends DomainEvent> type = types.classOf(name).orElseThrow();
                    String revision = EventTypes.revisionOf(type);
                    Path file = APPROVED.resolve(name + "." + revision + ".json");
                    SerializedObject<byte[]> stored = serializer.serialize(example(type), byte[].class);
                    assertThat(stored.getType().getName()).isEqualTo(name);
                    assertThat(stored.getType().getRevision()).isEqualTo(revision);
                    assertThat(Files.exists(file))
                            .as(
                                    "%s must be approved: create it with %s",
                                    file, new String(stored.getData(), StandardCharsets.UTF_8))
                            .isTrue();
                    String approved = Files.readString(file).strip();
                    assertThat(new String(stored.getData(), StandardCharsets.UTF_8))
                            .isEqualTo(approved);
                    Object read = serializer.deserialize(new SimpleSerializedObject<>(
                            approved.getBytes(StandardCharsets.UTF_8), byte[].class, name, revision));
                    assertThat(read).isEqualTo(example(type));
                }));
    }

    @Test
    void everyApprovedFileIsOfAnEventThatIsKnown() throws IOException {
        try (Stream<Path> files = Files.list(APPROVED)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .map(file -> file.replaceAll("\\.\\d+\\.json$", "")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(types.classOf(name)).as(name).isPresent());
        }
    }

    /** Whatever could be a person's text is declared as such, or is on this list of words that the server itself makes. */
    private static final Set<String> SERVERS_WORDS = Set.of(
            "follower",
            "basis",
            "remaining",
            "outcome",
            "provider",
            "tool_calls",
            "priority",
            "reason",
            "message",
            "skips.reason",
            "result",
            "action",
            "cause.trigger",
            "on_conflict",
            "fields");

    /** Of a rule: what is checked against a grammar or a list of words. */
    private static final Set<String> GRAMMARS = Set.of(
            "action",
            "trigger_type",
            "schedule",
            "recurrence",
            "overlap",
            "catchup_window",
            "time_limit",
            "event_filter.types");

    @TestFactory
    Stream<DynamicTest> everyEventDeclaresItsPersonalText() {
        Set<String> changes = Set.of("task.priority_changed", "task.status_changed");
        return types.names().stream()
                .sorted()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Class<? extends DomainEvent> type = types.classOf(name).orElseThrow();
                    Set<String> personal =
                            Set.of(type.getAnnotation(StoredAs.class).personal());
                    Set<String> texts = new TreeSet<>();
                    texts("", type, texts);
                    Set<String> places = new TreeSet<>(texts);
                    places.addAll(ofOlderRevisions(name, EventTypes.revisionOf(type)));
                    assertThat(personal)
                            .as("a declared place that is none")
                            .allSatisfy(path -> assertThat(places)
                                    .anyMatch(text -> text.equals(path) || text.startsWith(path + ".")));
                    assertThat(texts)
                            .allSatisfy(path -> assertThat(personal.stream().anyMatch(path::startsWith)
                                            || SERVERS_WORDS.contains(path)
                                            || GRAMMARS.stream()
                                                    .anyMatch(word -> path.equals("rule." + word)
                                                            || path.equals("from." + word)
                                                            || path.equals("to." + word))
                                            || changes.contains(name))
                                    .as("%s of %s: a person's text, or a word of the server's?", path, name)
                                    .isTrue());
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyEventIsReadableWithoutItsPersonalText() {
        return types.names().stream()
                .sorted()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Class<? extends DomainEvent> type = types.classOf(name).orElseThrow();
                    String revision = EventTypes.revisionOf(type);
                    ObjectNode payload = (ObjectNode) new JsonMapper()
                            .readTree(Files.readString(APPROVED.resolve(name + "." + revision + ".json")));
                    for (String path : type.getAnnotation(StoredAs.class).personal()) {
                        int dot = path.lastIndexOf('.');
                        ((ObjectNode) payload.at(
                                        dot < 0
                                                ? ""
                                                : "/" + path.substring(0, dot).replace('.', '/')))
                                .putNull(path.substring(dot + 1));
                    }
                    assertThat((Object) serializer.deserialize(new SimpleSerializedObject<>(
                                    payload.toString().getBytes(StandardCharsets.UTF_8), byte[].class, name, revision)))
                            .isInstanceOf(type);
                }));
    }

    /** Stored paths of texts and of what can hold any. */
    private static void texts(String prefix, Type type, Set<String> texts) {
        if (type instanceof ParameterizedType generic) {
            if (generic.getRawType() == Map.class) {
                texts.add(prefix);
            } else {
                texts(prefix, generic.getActualTypeArguments()[0], texts);
            }
        } else if (type == String.class || type == Object.class) {
            texts.add(prefix);
        } else if (type instanceof Class<?> plain && plain.isRecord()) {
            for (RecordComponent component : plain.getRecordComponents()) {
                String name = component
                        .getName()
                        .replaceAll("([a-z])([A-Z])", "$1_$2")
                        .toLowerCase(Locale.ROOT);
                texts(prefix.isEmpty() ? name : prefix + "." + name, component.getGenericType(), texts);
            }
        }
    }

    /** Names of what older revisions of the event had at the top. */
    private static Set<String> ofOlderRevisions(String name, String today) throws IOException {
        Set<String> fields = new TreeSet<>();
        for (int revision = 1; revision < Integer.parseInt(today); revision++) {
            fields.addAll(new JsonMapper()
                    .readTree(Files.readString(APPROVED.resolve(name + "." + revision + ".json")))
                    .propertyNames());
        }
        return fields;
    }

    /** Whatever revision was ever approved, today's code reads it, through the upcasters where it is an older one. */
    @TestFactory
    Stream<DynamicTest> everyRevisionIsReadAsToday() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(APPROVED)) {
            files = all.sorted().toList();
        }
        EventUpcasterChain upcasters = new EventUpcasterChain(RevisionUpcaster.all());
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    String[] parts = file.getFileName().toString().split("\\.");
                    Object payload = EventStreamUtils.upcastAndDeserializeDomainEvents(
                                    Stream.of(stored(
                                            parts[0] + "." + parts[1],
                                            parts[2],
                                            Files.readString(file).strip())),
                                    serializer,
                                    upcasters)
                            .asStream()
                            .findFirst()
                            .orElseThrow()
                            .getPayload();
                    assertThat(payload)
                            .isInstanceOf(
                                    types.classOf(parts[0] + "." + parts[1]).orElseThrow());
                }));
    }

    private static DomainEventData<byte[]> stored(String name, String revision, String payload) {
        return new GenericDomainEventEntry<>(
                "any",
                ID.toString(),
                0,
                ID.toString(),
                AT,
                name,
                revision,
                payload.getBytes(StandardCharsets.UTF_8),
                "{}".getBytes(StandardCharsets.UTF_8));
    }

    @TestFactory
    Stream<DynamicTest> theFoldHandlesEveryTaskEvent() {
        TaskState task =
                TaskState.evolve(null, ID, ID, new TaskCreated("n", "d", "low", null, List.of()), 0, Instant.EPOCH);
        return Arrays.stream(TaskEvent.class.getPermittedSubclasses())
                .map(type -> DynamicTest.dynamicTest(type.getSimpleName(), () -> {
                    TaskEvent event = type == TaskStatusChanged.class
                            ? new TaskStatusChanged("not_started", "completed")
                            : (TaskEvent) example(type);
                    TaskState after = TaskState.evolve(task, ID, ID, event, 1, AT);
                    assertThat(after.version()).isOne();
                    assertThat(after.updatedAt()).isEqualTo(AT);
                }));
    }

    /** An instance made of values that say where they belong. */
    private static Object example(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = value(components[i].getName(), components[i].getGenericType());
        }
        var constructor = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    private static Object value(String name, Type type) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType generic) {
            Type argument = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            return generic.getRawType() == List.class
                    ? List.of(value(name, argument))
                    : Map.of("key", value(name, argument));
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class) {
            return List.of("from", "to", "priority").contains(name) ? "low" : name + " of it";
        }
        if (plain == Instant.class) {
            return AT;
        }
        if (plain == UUID.class) {
            return ID;
        }
        if (plain == long.class || plain == Long.class) {
            return 7L;
        }
        if (plain == int.class || plain == Integer.class) {
            return 7;
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return true;
        }
        if (plain == Object.class) {
            return "anything";
        }
        if (plain.isEnum()) {
            return plain.getEnumConstants()[0];
        }
        return example(plain);
    }
}
