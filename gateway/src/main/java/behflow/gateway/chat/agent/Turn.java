package behflow.gateway.chat.agent;

import behflow.api.kernel.Origin;
import behflow.api.task.TaskState;
import behflow.gateway.kernel.Caller;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * One turn of a conversation: who speaks, bound by the server and never named by a model; and what the turn has touched.
 */
public final class Turn {

    /** More changes than this in one turn wait for the user's word. */
    static final int CHANGES_WITHOUT_ASKING = 10;

    private final Caller caller;
    private final Origin origin;
    private final Map<UUID, TaskState> tasks = new LinkedHashMap<>();
    private final Set<UUID> changed = new LinkedHashSet<>();
    private final List<String> toolCalls = new ArrayList<>();
    private final List<Plan> plans = new ArrayList<>();
    private boolean over;

    Turn(Caller caller, Origin origin) {
        this.caller = caller;
        this.origin = origin;
    }

    public Caller caller() {
        return caller;
    }

    public Origin origin() {
        return origin;
    }

    /**
     * Nothing more may be done in this turn: its answer is given. A model that goes on after its time finds its tools closed.
     */
    synchronized void end() {
        over = true;
    }

    /** Runs a tool's work, one at a time, unless the turn is over. */
    synchronized <T> T during(Supplier<T> work) {
        if (over) {
            throw new IllegalStateException("The turn is over");
        }
        return work.get();
    }

    /** The turn created, changed or listed this task. */
    void touched(TaskState task) {
        tasks.remove(task.taskId());
        tasks.put(task.taskId(), task);
    }

    void changed(TaskState task) {
        touched(task);
        changed.add(task.taskId());
    }

    int changes() {
        return changed.size();
    }

    void called(String tool, String outcome) {
        toolCalls.add(tool + ": " + outcome);
    }

    void propose(Plan plan) {
        plans.add(plan);
    }

    /** What the turn created, changed or listed, in order. */
    public List<TaskState> tasks() {
        return List.copyOf(tasks.values());
    }

    List<String> toolCalls() {
        return List.copyOf(toolCalls);
    }

    List<Plan> plans() {
        return List.copyOf(plans);
    }
}
