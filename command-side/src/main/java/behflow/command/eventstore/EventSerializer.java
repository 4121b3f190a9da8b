package behflow.command.eventstore;

import behflow.api.kernel.DomainEvent;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.UnknownSerializedType;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events as JSON under their stored names and revisions, never under a class name; their fields in snake case. A name
 * that is not on the list of {@link EventTypes} is an unknown type, whatever classes there are.
 */
public final class EventSerializer extends Jackson3Serializer {

    /** Every event has them: their class is not looked up each time. */
    private static final String METADATA = MetaData.class.getName();

    private final EventTypes types;

    public EventSerializer(EventTypes types) {
        super(Jackson3Serializer.builder().jsonMapperBuilderCustomizer(EventSerializer::configure));
        this.types = types;
    }

    private static void configure(JsonMapper.Builder builder) {
        builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY);
    }

    @Override
    public SerializedType typeForClass(@SuppressWarnings("rawtypes") Class type) {
        if (type != null && DomainEvent.class.isAssignableFrom(type)) {
            return new SimpleSerializedType(EventTypes.nameOf(type), EventTypes.revisionOf(type));
        }
        return super.typeForClass(type);
    }

    @Override
    public Class<?> classForType(SerializedType type) {
        String name = type.getName();
        if (name.equals(METADATA)) {
            return MetaData.class;
        }
        if (name.startsWith("org.axonframework.messaging.")) {
            return super.classForType(type);
        }
        return types.classOf(name).<Class<?>>map(c -> c).orElse(UnknownSerializedType.class);
    }
}
