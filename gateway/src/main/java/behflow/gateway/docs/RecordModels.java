package behflow.gateway.docs;

import behflow.api.task.To;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a record says by itself: a component that can't be null, and is never left out, is a required field; one that can be
 * null, and then is not left out, may be of another model or null; a {@link To} is what it may become.
 */
final class RecordModels implements ModelConverter {

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        var java = Json.mapper().constructType(type.getType());
        if (java.hasRawClass(To.class)) {
            return context.resolve(new AnnotatedType(java.containedType(0))
                    .jsonViewAnnotation(type.getJsonViewAnnotation())
                    .ctxAnnotations(type.getCtxAnnotations()));
        }
        Schema<?> schema = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
        if (schema != null && java.getRawClass().isRecord()) {
            Schema<?> model = schema.get$ref() == null
                    ? schema
                    : context.getDefinedModels()
                            .get(schema.get$ref().substring(schema.get$ref().lastIndexOf('/') + 1));
            require(model, java.getRawClass());
            admitNulls(model, java.getRawClass());
        }
        return schema;
    }

    private static void require(@Nullable Schema<?> model, Class<?> type) {
        if (model == null || model.getProperties() == null || model.getRequired() != null) {
            return;
        }
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = name(component);
            if (model.getProperties().containsKey(name) && isAlwaysThere(component)) {
                required.add(name);
            }
        }
        if (!required.isEmpty()) {
            model.setRequired(required);
        }
    }

    /**
     * Adds null where types alone don't: beside a reference they would both apply, and an enumeration names each value.
     */
    private static void admitNulls(@Nullable Schema<?> model, Class<?> type) {
        if (model == null || model.getProperties() == null) {
            return;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            Schema<?> property = model.getProperties().get(name(component));
            if (property == null || !isNullable(component) || isLeftOut(component)) {
                continue;
            }
            if (property.get$ref() != null) {
                model.getProperties().put(name(component), orNull(property));
            } else if (property.getTypes() != null && property.getTypes().contains("null")) {
                admitNull(property);
            }
        }
    }

    private static Schema<?> orNull(Schema<?> reference) {
        Schema<?> none = new Schema<>();
        none.addType("null");
        return new Schema<>()
                .description(reference.getDescription())
                .anyOf(List.of(new Schema<>().$ref(reference.get$ref()), none));
    }

    private static <T> void admitNull(Schema<T> enumeration) {
        if (enumeration.getEnum() == null) {
            return;
        }
        List<T> values = new ArrayList<>(enumeration.getEnum());
        if (!values.contains(null)) {
            values.add(null);
            enumeration.setEnum(values);
        }
    }

    private static boolean isAlwaysThere(RecordComponent component) {
        JsonInclude include = component.getAccessor().getAnnotation(JsonInclude.class);
        return !isNullable(component) && (include == null || include.value() == JsonInclude.Include.ALWAYS);
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** Whether it is absent where it would be null. */
    private static boolean isLeftOut(RecordComponent component) {
        JsonInclude own = component.getAccessor().getAnnotation(JsonInclude.class);
        JsonInclude include = own == null ? component.getDeclaringRecord().getAnnotation(JsonInclude.class) : own;
        return include != null && include.value() != JsonInclude.Include.ALWAYS;
    }

    private static String name(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property == null || property.value().isEmpty() ? component.getName() : property.value();
    }
}
