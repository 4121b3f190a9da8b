package behflow.command.process.action;

import behflow.api.kernel.RejectedException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Every action there is, by name. */
@Component
public class Actions {

    private final Map<String, ProcessAction> actions = new TreeMap<>();

    public Actions(List<ProcessAction> all) {
        for (ProcessAction action : all) {
            if (actions.put(action.name(), action) != null) {
                throw new IllegalStateException("Two actions are named " + action.name());
            }
        }
    }

    public Collection<ProcessAction> all() {
        return List.copyOf(actions.values());
    }

    public Optional<ProcessAction> find(String name) {
        return Optional.ofNullable(actions.get(name));
    }

    /**
     * The parameters as they are stored.
     *
     * @throws RejectedException INVALID naming the action or the parameters that break a rule
     */
    public Map<String, Object> checked(String action, Map<String, Object> parameters) {
        ProcessAction known = find(action)
                .orElseThrow(() -> RejectedException.invalid(
                        "action", "action must be one of " + String.join(", ", actions.keySet()) + "."));
        Map<String, Object> checked = known.parameters().check("parameters", parameters);
        known.check(checked);
        return checked;
    }
}
