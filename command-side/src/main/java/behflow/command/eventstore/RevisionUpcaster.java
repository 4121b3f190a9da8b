package behflow.command.eventstore;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one older revision of one event as the next. The stored bytes stay as they are: the chain of hashes is over those.
 * Erased text arrives as null and must stay so.
 */
public abstract class RevisionUpcaster extends SingleEventUpcaster {

    private final String type;
    private final String from;
    private final String to;

    /**
     * @param type the stored name, for example {@code task.rescheduled}
     * @param from the revision that is read
     * @param to   the revision that it becomes
     */
    protected RevisionUpcaster(String type, String from, String to) {
        this.type = type;
        this.from = from;
        this.to = to;
    }

    /**
     * All of them, lower revisions first, so that an old payload passes one after the other. They are named in
     * {@code META-INF/services}, because the service and the commands of the jar read the same log.
     */
    public static List<RevisionUpcaster> all() {
        return ServiceLoader.load(RevisionUpcaster.class, RevisionUpcaster.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.<RevisionUpcaster, String>comparing(upcaster -> upcaster.type)
                        .thenComparingInt(upcaster -> Integer.parseInt(upcaster.from)))
                .toList();
    }

    /** The payload in the next shape; the argument may be changed and returned. */
    protected abstract ObjectNode upcast(ObjectNode payload);

    final boolean reads(String storedType, String storedRevision) {
        return type.equals(storedType) && from.equals(storedRevision);
    }

    @Override
    protected final boolean canUpcast(IntermediateEventRepresentation event) {
        return reads(event.getType().getName(), String.valueOf(event.getType().getRevision()));
    }

    @Override
    protected final IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation event) {
        return event.upcastPayload(
                new SimpleSerializedType(type, to), JsonNode.class, payload -> upcast((ObjectNode) payload));
    }
}
