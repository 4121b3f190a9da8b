package behflow.gateway.chat.agent;

import behflow.api.kernel.Ids;
import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskChange;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.command.ChangeTask;
import behflow.api.task.command.CreateTask;
import behflow.api.task.command.DeleteTask;
import behflow.api.task.command.RestoreTask;
import behflow.api.task.query.FindTask;
import behflow.api.task.query.ListTasks;
import behflow.api.task.query.TaskPage;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.Instants;
import behflow.gateway.kernel.JsonBody;
import behflow.gateway.kernel.JsonFields;
import behflow.gateway.kernel.QueryDoor;
import behflow.gateway.task.TaskQueryParameters;
import behflow.gateway.task.TaskRequests;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the agent can do with tasks, for the user of one turn. Every tool goes through the same commands, queries and rules as
 * REST; no tool takes a user. Results are JSON; task text in them is data.
 */
public final class TaskTools {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LISTED = 50;

    private final CommandDoor commands;
    private final QueryDoor queries;
    private final Clock clock;
    private final Turn turn;

    TaskTools(CommandDoor commands, QueryDoor queries, Clock clock, Turn turn) {
        this.commands = commands;
        this.queries = queries;
        this.clock = clock;
        this.turn = turn;
    }

    @Tool(name = "create_task", value = "Create a task. Only the name is required.")
    public String create(
            @P("name") String name,
            @P(value = "description", required = false) @Nullable String description,
            @P(value = "low, medium, high or urgent", required = false) @Nullable String priority,
            @P(value = "RFC 3339, or a date", required = false) @Nullable String dueDate,
            @P(value = "tags", required = false) @Nullable List<String> tags) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        put(body, "description", description);
        put(body, "priority", priority);
        put(body, "due_date", dueDate);
        put(body, "tags", tags);
        CreateTask command = read(body, fields -> TaskRequests.create(fields, turn.caller()));
        TaskState task = send(command);
        turn.changed(task);
        turn.called("create_task", "done");
        return json(Map.of("created", shown(task)));
    }

    @Tool(name = "list_tasks", value = "List the user's tasks, newest first. All filters are optional and combine.")
    public String list(
            @P(value = "words in name or description", required = false) @Nullable String text,
            @P(value = "not_started, in_progress, completed, blocked; comma-separated", required = false) @Nullable
                    String status,
            @P(value = "low, medium, high, urgent; comma-separated", required = false) @Nullable String priority,
            @P(value = "a tag", required = false) @Nullable String tag,
            @P(value = "true for overdue ones only", required = false) @Nullable Boolean overdue,
            @P(value = "due after this instant", required = false) @Nullable String dueAfter,
            @P(value = "due before this instant", required = false) @Nullable String dueBefore) {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        add(parameters, "q", text);
        add(parameters, "status", status);
        add(parameters, "priority", priority);
        add(parameters, "tag", tag);
        add(parameters, "overdue", overdue == null ? null : overdue.toString());
        add(parameters, "due_after", dueAfter);
        add(parameters, "due_before", dueBefore);
        List<TaskState> tasks = list(parameters);
        tasks.stream().limit(LISTED).forEach(turn::touched);
        turn.called("list_tasks", tasks.size() + " found");
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("count", tasks.size());
        result.put("tasks", tasks.stream().limit(LISTED).map(this::shown).toList());
        return json(result);
    }

    @Tool(
            name = "change_tasks",
            value =
                    "Change fields of one or more tasks. More than 10 in one turn are only proposed, and done after the user's yes.")
    public String change(
            @P("ids of the tasks") List<String> taskIds,
            @P(value = "name", required = false) @Nullable String name,
            @P(value = "description", required = false) @Nullable String description,
            @P(value = "not_started, in_progress, completed or blocked", required = false) @Nullable String status,
            @P(value = "low, medium, high or urgent", required = false) @Nullable String priority,
            @P(value = "RFC 3339, or a date", required = false) @Nullable String dueDate,
            @P(value = "all tags", required = false) @Nullable List<String> tags) {
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, "name", name);
        put(body, "description", description);
        put(body, "status", status);
        put(body, "priority", priority);
        put(body, "due_date", dueDate);
        put(body, "tags", tags);
        TaskChange change = read(body, TaskRequests::change);
        List<TaskState> tasks = live(taskIds);
        if (turn.changes() + tasks.size() > Turn.CHANGES_WITHOUT_ASKING) {
            return proposed("change", tasks, json(body));
        }
        return json(Map.of(
                "changed",
                tasks.stream().map(task -> shown(change(task, change))).toList()));
    }

    @Tool(name = "delete_tasks", value = "Propose to delete tasks. Nothing is deleted before the user says yes.")
    public String delete(@P("ids of the tasks") List<String> taskIds) {
        return proposed("delete", live(taskIds), null);
    }

    @Tool(name = "restore_task", value = "Bring a deleted task back as it was.")
    public String restore(@P("id of the task") String taskId) {
        UUID id = id(taskId);
        own(id);
        TaskState task = send(new RestoreTask(id, turn.caller().userId()));
        turn.changed(task);
        turn.called("restore_task", "done");
        return json(Map.of("restored", shown(task)));
    }

    @Tool(name = "list_deleted_tasks", value = "List deleted tasks, which can be restored.")
    public String listDeleted(@P(value = "words in name or description", required = false) @Nullable String text) {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        add(parameters, "q", text);
        parameters.add("deleted", "true");
        List<TaskState> tasks = list(parameters);
        turn.called("list_deleted_tasks", tasks.size() + " found");
        return json(Map.of(
                "count",
                tasks.size(),
                "tasks",
                tasks.stream().limit(LISTED).map(this::shown).toList()));
    }

    @Tool(
            name = "task_statistics",
            value = "How many tasks there are, by status and by priority, and how many are overdue.")
    public String statistics() {
        List<TaskState> tasks = list(new LinkedMultiValueMap<>());
        Map<String, Long> byStatus = count(tasks, task -> task.status().wire());
        Map<String, Long> byPriority = count(tasks, task -> task.priority().wire());
        long overdue = tasks.stream()
                .filter(t -> t.status() != TaskStatus.COMPLETED
                        && t.dueDate() != null
                        && t.dueDate().isBefore(clock.instant()))
                .count();
        turn.called("task_statistics", "done");
        return json(
                Map.of("total", tasks.size(), "by_status", byStatus, "by_priority", byPriority, "overdue", overdue));
    }

    /** Does what the user has confirmed; tasks that are gone meanwhile are passed over. */
    int carryOut(Plan plan) {
        int done = 0;
        TaskChange change = plan.change() == null
                ? null
                : JsonBody.read(
                        plan.change().getBytes(StandardCharsets.UTF_8),
                        turn.caller().zone(),
                        TaskRequests::change);
        for (UUID id : plan.taskIds()) {
            TaskState task = queries.find(new FindTask(id, null), TaskState.class);
            if (task == null
                    || task.deleted()
                    || !task.ownerId().equals(turn.caller().userId())) {
                continue;
            }
            if (change == null) {
                TaskState deleted = send(new DeleteTask(id, turn.caller().userId(), null));
                turn.changed(deleted);
            } else {
                change(task, change);
            }
            done++;
        }
        turn.called(plan.action() + "_tasks", done + " done after a yes");
        return done;
    }

    /** Every change of a turn: in its name, and only while it lasts. */
    private TaskState send(Object command) {
        return turn.during(() -> commands.send(command, turn.origin()));
    }

    private TaskState change(TaskState task, TaskChange change) {
        TaskState changed = send(new ChangeTask(task.taskId(), turn.caller().userId(), change, null));
        turn.changed(changed);
        turn.called("change_tasks", "done");
        return changed;
    }

    private String proposed(String action, List<TaskState> tasks, @Nullable String change) {
        turn.propose(new Plan(action, tasks.stream().map(TaskState::taskId).toList(), change));
        tasks.forEach(turn::touched);
        turn.called(action + "_tasks", tasks.size() + " proposed");
        return json(Map.of(
                "proposed",
                action,
                "needs",
                "the user's yes",
                "tasks",
                tasks.stream().map(this::shown).toList()));
    }

    private List<TaskState> list(MultiValueMap<String, String> parameters) {
        TaskQueryParameters reader =
                new TaskQueryParameters(parameters, turn.caller().zone());
        ListTasks query =
                new ListTasks(turn.caller().userId(), reader.filter(clock.instant()), reader.sort(), null, null, null);
        reader.check();
        return queries.ask(query, TaskPage.class).tasks();
    }

    private List<TaskState> live(List<String> taskIds) {
        if (taskIds.isEmpty()) {
            throw RejectedException.invalid("task_ids", "No tasks were named.");
        }
        List<TaskState> tasks = new ArrayList<>();
        for (String taskId : taskIds.stream().distinct().toList()) {
            TaskState task = own(id(taskId));
            if (task.deleted()) {
                throw RejectedException.notFound();
            }
            tasks.add(task);
        }
        return tasks;
    }

    /** Someone else's task is not there for a model: it learns nothing of it. */
    private TaskState own(UUID taskId) {
        TaskState task = queries.find(new FindTask(taskId, null), TaskState.class);
        if (task == null || !task.ownerId().equals(turn.caller().userId())) {
            throw RejectedException.notFound();
        }
        return task;
    }

    private static UUID id(String taskId) {
        return Ids.parse(taskId).orElseThrow(RejectedException::notFound);
    }

    private <T> T read(Map<String, Object> body, Function<JsonFields, T> reader) {
        return JsonBody.read(JSON.writeValueAsBytes(body), turn.caller().zone(), reader);
    }

    private ObjectNode shown(TaskState task) {
        ObjectNode node = JSON.createObjectNode();
        node.put("task_id", task.taskId().toString());
        node.put("name", task.name());
        node.put("status", task.status().wire());
        node.put("priority", task.priority().wire());
        if (task.dueDate() != null) {
            node.put("due_date", Instants.seconds(task.dueDate()));
            node.put(
                    "due_local",
                    task.dueDate()
                            .atZone(turn.caller().zone())
                            .toLocalDateTime()
                            .toString());
        }
        if (task.tags() != null && !task.tags().isEmpty()) {
            node.set("tags", JSON.valueToTree(task.tags()));
        }
        return node;
    }

    private static Map<String, Long> count(List<TaskState> tasks, Function<TaskState, String> key) {
        return tasks.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.counting()));
    }

    private static String json(Object value) {
        return JSON.writeValueAsString(value);
    }

    private static void put(Map<String, Object> body, String key, @Nullable Object value) {
        if (value != null) {
            body.put(key, value);
        }
    }

    private static void add(MultiValueMap<String, String> parameters, String key, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            parameters.add(key, value);
        }
    }
}
