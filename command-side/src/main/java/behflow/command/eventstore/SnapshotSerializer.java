package behflow.command.eventstore;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.serialization.Revision;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.UnknownSerializedType;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Snapshots as JSON of an aggregate's fields. A snapshot only speeds up loading: one that is not of today is not read. */
final class SnapshotSerializer extends Jackson3Serializer {

    private static final String AGGREGATES = "behflow.command.";

    SnapshotSerializer() {
        super(Jackson3Serializer.builder().jsonMapperBuilderCustomizer(SnapshotSerializer::configure));
    }

    private static void configure(JsonMapper.Builder builder) {
        builder.changeDefaultVisibility(visibility -> visibility
                        .withVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
                        .withVisibility(PropertyAccessor.GETTER, JsonAutoDetect.Visibility.NONE)
                        .withVisibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** Whether a stored snapshot has the class and the revision that the aggregate has today. */
    static boolean readable(DomainEventData<?> snapshot) {
        SerializedType type = snapshot.getPayload().getType();
        Class<?> aggregate = aggregate(type.getName());
        if (aggregate == null) {
            return false;
        }
        Revision revision = aggregate.getAnnotation(Revision.class);
        return revision != null && revision.value().equals(type.getRevision());
    }

    @Override
    public Class<?> classForType(SerializedType type) {
        if (type.getName().startsWith("org.axonframework.messaging.")) {
            return super.classForType(type);
        }
        Class<?> aggregate = aggregate(type.getName());
        return aggregate == null ? UnknownSerializedType.class : aggregate;
    }

    private static @Nullable Class<?> aggregate(String name) {
        ClassLoader loader = SnapshotSerializer.class.getClassLoader();
        return name.startsWith(AGGREGATES) && ClassUtils.isPresent(name, loader)
                ? ClassUtils.resolveClassName(name, loader)
                : null;
    }
}
