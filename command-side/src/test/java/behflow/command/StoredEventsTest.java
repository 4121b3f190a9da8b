package behflow.command;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.DomainEvent;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskStatusChanged;
import behflow.command.eventstore.EventSerializer;
import behflow.command.eventstore.EventTypes;
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
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedObject;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

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
