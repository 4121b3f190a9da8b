package behflow.gateway.chat.tools;

import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What waits for the user's word: calls of tools with their arguments, made in this order after a yes. Tasks are named in them
 * by id.
 */
public record Plan(List<Call> calls) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** @param arguments JSON */
    public record Call(String tool, String arguments) {}

    public String json() {
        return JSON.writeValueAsString(this);
    }

    /** Empty where it is of a kind that is not made any more. */
    public static Optional<Plan> of(String json) {
        try {
            Plan plan = JSON.readValue(json, Plan.class);
            return plan.calls == null ? Optional.empty() : Optional.of(plan);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
