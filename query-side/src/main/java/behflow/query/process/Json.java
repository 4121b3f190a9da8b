package behflow.query.process;

import behflow.api.process.ProcessRule;
import behflow.api.process.RunCause;
import behflow.api.process.RunCounts;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The JSON columns, in the shape that events have. */
final class Json {

    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private Json() {}

    static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static ProcessRule rule(String text) {
        return MAPPER.readValue(text, ProcessRule.class);
    }

    static RunCause cause(String text) {
        return MAPPER.readValue(text, RunCause.class);
    }

    static RunCounts counts(String text) {
        return MAPPER.readValue(text, RunCounts.class);
    }

    static Map<String, Object> values(String text) {
        return MAPPER.readValue(text, VALUES);
    }
}
