package behflow.command.process.trigger;

import behflow.api.kernel.RejectedException;
import behflow.api.process.EventFilter;
import behflow.api.process.ProcessRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Checks and evaluates what an event filter asks of an event. */
@Component
public class Conditions {

    private final Cel cel = new Cel();

    /**
     * The filter as it is stored.
     *
     * @throws RejectedException INVALID naming what can't be evaluated
     */
    public EventFilter checked(@Nullable EventFilter filter) {
        if (filter == null) {
            throw RejectedException.invalid("event_filter", "An event-based process needs an event_filter.");
        }
        Set<String> types = new TreeSet<>(filter.types());
        if (types.isEmpty() || !TriggerTypes.ALL.containsAll(types)) {
            throw RejectedException.invalid(
                    "event_filter.types",
                    "event_filter.types must name at least one of " + String.join(", ", TriggerTypes.ALL) + ".");
        }
        if (filter.condition() != null && filter.conditions() != null) {
            throw RejectedException.invalid(
                    "event_filter", "event_filter must have a condition or conditions, not both.");
        }
        Map<String, Object> conditions = filter.conditions() == null
                ? null
                : ShortForm.checked(ProcessRules.values("event_filter.conditions", filter.conditions()));
        if (filter.condition() != null) {
            cel.check(filter.condition());
        }
        return new EventFilter(List.copyOf(types), filter.condition(), conditions);
    }

    /**
     * What the filter's condition says; null where it has none.
     *
     * @throws ConditionFailedException where it can't be evaluated on these facts
     */
    @Nullable
    Boolean evaluate(EventFilter filter, Facts facts) {
        if (filter.condition() != null) {
            return cel.evaluate(filter.condition(), facts);
        }
        if (filter.conditions() != null) {
            return ShortForm.holds(filter.conditions(), facts);
        }
        return null;
    }
}
