package behflow.command.eventstore;

import behflow.api.kernel.StoredAs;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Takes a person's text out of stored payloads, where {@link StoredAs#personal()} says that it is. */
final class PersonalText {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final EventTypes types;

    PersonalText(EventTypes types) {
        this.types = types;
    }

    /**
     * The payload without its text: each place that holds any is null, the rest as it was.
     *
     * @param type the stored name
     * @return empty where it holds none
     * @throws IllegalArgumentException for a type that nothing is known of
     */
    Optional<byte[]> without(String type, byte[] payload) {
        String[] paths = types.classOf(type)
                .map(known -> known.getAnnotation(StoredAs.class).personal())
                .orElseThrow(() -> new IllegalArgumentException("Nothing is known of " + type));
        if (paths.length == 0) {
            return Optional.empty();
        }
        JsonNode root = JSON.readTree(payload);
        boolean found = false;
        for (String path : paths) {
            found |= clear(root, path);
        }
        return found ? Optional.of(JSON.writeValueAsBytes(root)) : Optional.empty();
    }

    private static boolean clear(JsonNode root, String path) {
        String[] names = path.split("\\.");
        JsonNode parent = root;
        for (int i = 0; i < names.length - 1; i++) {
            parent = parent.path(names[i]);
        }
        String last = names[names.length - 1];
        if (!(parent instanceof ObjectNode object) || object.path(last).isNull() || !object.has(last)) {
            return false;
        }
        object.putNull(last);
        return true;
    }
}
