package behflow.gateway.chat.tools;

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
 * One turn of a conversation, or one call over MCP: who speaks, bound by the server and never named by a model; what has to
 * be confirmed; and what the turn has touched. Once it is over, that stays as it is, whatever a tool that only reads
 * still finds.
 */
public final class Turn {

    /** More changes than this in one turn wait for the user's word. */
    public static final int CHANGES_WITHOUT_ASKING = 10;

    private final Caller caller;
    private final Origin origin;
    private final boolean confirmed;
    private final Map<UUID, TaskState> tasks = new LinkedHashMap<>();
    private final Set<UUID> changed = new LinkedHashSet<>();
    private final Set<UUID> created = new LinkedHashSet<>();
    private final List<String> toolCalls = new ArrayList<>();
    private final List<Plan.Call> proposed = new ArrayList<>();
    private int changedByRuns;
    private boolean acted;
    private boolean over;

    private Turn(Caller caller, Origin origin, boolean confirmed) {
        this.caller = caller;
        this.origin = origin;
        this.confirmed = confirmed;
    }

    /** What must be confirmed is only proposed. */
    public static Turn of(Caller caller, Origin origin) {
        return new Turn(caller, origin, false);
    }

    /** The user has agreed to what is done in it. */
    public static Turn confirmed(Caller caller, Origin origin) {
        return new Turn(caller, origin, true);
    }

    public Caller caller() {
        return caller;
    }

    public Origin origin() {
        return origin;
    }

    /** Nothing more may be done in this turn: its answer is given. A model that goes on after its time finds its tools closed. */
    public synchronized void end() {
        over = true;
    }

    /**
     * Runs a tool's work, one at a time, unless the turn is over. It notes here what it has done: noted later, whoever ends the
     * turn meanwhile would take it for undone.
     */
    synchronized <T> T during(Supplier<T> work) {
        if (over) {
            throw new IllegalStateException("The turn is over");
        }
        return work.get();
    }

    /** Whether changing so many more tasks has to wait for the user's word. */
    synchronized boolean mustAsk(int tasks) {
        return !confirmed && changed.size() + changedByRuns + tasks > CHANGES_WITHOUT_ASKING;
    }

    boolean mustAsk() {
        return !confirmed;
    }

    /** The turn created, changed or listed this task. */
    synchronized void touched(TaskState task) {
        if (over) {
            return;
        }
        tasks.remove(task.taskId());
        tasks.put(task.taskId(), task);
    }

    synchronized void changed(TaskState task) {
        touched(task);
        changed.add(task.taskId());
    }

    synchronized void created(TaskState task) {
        changed(task);
        created.add(task.taskId());
    }

    /** The turn made this process. */
    synchronized void made(UUID processId) {
        changed.add(processId);
    }

    /** The turn ran a process, which changed so many tasks. */
    synchronized void ran(int tasks) {
        changedByRuns += tasks;
        acted = true;
    }

    /** The turn took something back, whatever it was. */
    synchronized void undid() {
        acted = true;
    }

    /** Whether it has done anything, or may have: said again, it would be done again. */
    public synchronized boolean hasActed() {
        return acted || !changed.isEmpty();
    }

    /**
     * Of the tasks that the turn has looked at, the answer shows these, in this order: "it" and "the second one" mean them. What
     * it has changed besides comes after them.
     */
    public synchronized void shows(List<UUID> ids) {
        Map<UUID, TaskState> looked = new LinkedHashMap<>(tasks);
        tasks.clear();
        Set<UUID> kept = new LinkedHashSet<>(ids);
        kept.addAll(changed);
        kept.forEach(id -> {
            TaskState task = looked.get(id);
            if (task != null) {
                tasks.put(id, task);
            }
        });
    }

    synchronized void called(String tool, String outcome) {
        toolCalls.add(tool + ": " + outcome);
    }

    void propose(String tool, String arguments) {
        propose(new Plan.Call(tool, arguments));
    }

    /** It waits for the user's word. */
    public synchronized void propose(Plan.Call call) {
        if (!over && !proposed.contains(call)) {
            proposed.add(call);
        }
    }

    /** How many tasks it has changed, and processes it has made. */
    public synchronized int changes() {
        return changed.size();
    }

    /** Ids of what it has changed. */
    public synchronized Set<UUID> changed() {
        return Set.copyOf(changed);
    }

    /** Ids of what it has created. */
    public synchronized Set<UUID> created() {
        return Set.copyOf(created);
    }

    /** What the turn created, changed or listed, in order. */
    public synchronized List<TaskState> tasks() {
        return List.copyOf(tasks.values());
    }

    /** Names and outcomes, never text. */
    public synchronized List<String> toolCalls() {
        return List.copyOf(toolCalls);
    }

    /** Of the last call; "" before the first. */
    public synchronized String lastOutcome() {
        return toolCalls.isEmpty() ? "" : toolCalls.get(toolCalls.size() - 1).replaceFirst("^[a-z_]+: ", "");
    }

    /** What waits for the user's word; empty for nothing. */
    public synchronized List<Plan.Call> proposed() {
        return List.copyOf(proposed);
    }
}
