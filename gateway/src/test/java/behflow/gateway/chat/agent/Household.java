package behflow.gateway.chat.agent;

import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.process.ProcessRule;
import behflow.api.process.query.ListProcesses;
import behflow.api.process.query.ProcessPage;
import behflow.api.process.query.ProcessView;
import behflow.api.task.Priority;
import behflow.api.task.TaskChange;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.command.ChangeTask;
import behflow.api.task.command.CreateTask;
import behflow.api.task.command.DeleteTask;
import behflow.api.task.query.FindTask;
import behflow.api.task.query.ListTasks;
import behflow.api.task.query.TaskFilter;
import behflow.api.task.query.TaskPage;
import behflow.api.task.query.TaskSort;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.QueryDoor;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user with the tasks that the corpora speak of, on Wednesday, 12 June 2030, 10:00 UTC. */
final class Household {

    static final Instant NOW = Instant.parse("2030-06-12T10:00:00Z");

    private final CommandDoor commands;
    private final QueryDoor queries;
    private final Caller caller;
    private final Map<String, UUID> tasks = new LinkedHashMap<>();

    Household(CommandDoor commands, QueryDoor queries) {
        this.commands = commands;
        this.queries = queries;
        UUID user = Ids.newId();
        this.caller = new Caller(user, "corpus", "Cora", "Pus", false, ZoneOffset.UTC, "dmy", Ids.newId());
        add("milk", "buy milk", Priority.HIGH, "2030-06-12T17:00:00Z", "home");
        add("report", "read the report", Priority.MEDIUM, "2030-06-11T12:00:00Z", "work");
        add("letter", "write the letter", Priority.LOW, null);
        add("anna", "call Anna", Priority.URGENT, "2030-06-13T23:59:59Z", "family");
        add("rent", "pay the rent", Priority.MEDIUM, "2030-06-12T23:59:59Z", "home");
        status("rent", TaskStatus.IN_PROGRESS);
        add("garage", "clean the garage", Priority.LOW, null, "home");
        status("garage", TaskStatus.COMPLETED);
        add("budget", "review budget plan", Priority.MEDIUM, null);
        add("marketing", "review marketing plan", Priority.MEDIUM, null, "work");
        add("flights", "book flights", Priority.MEDIUM, null);
        commands.send(new DeleteTask(id("flights"), user, null), origin());
    }

    Caller caller() {
        return caller;
    }

    UUID id(String alias) {
        return tasks.get(alias);
    }

    private Origin origin() {
        return Origin.ofUser(caller.userId(), Ids.newId());
    }

    void add(String alias, String name, Priority priority, @Nullable String due, String... tags) {
        UUID id = Ids.newId(caller.userId());
        commands.send(
                new CreateTask(
                        id,
                        caller.userId(),
                        name,
                        "",
                        priority,
                        due == null ? null : Instant.parse(due),
                        List.of(tags)),
                origin());
        tasks.put(alias, id);
    }

    /** Writes something into a task as the user would have. */
    void change(String alias, TaskChange change) {
        commands.send(new ChangeTask(id(alias), caller.userId(), change, null), origin());
    }

    private void status(String alias, TaskStatus status) {
        change(alias, TaskChange.ofStatus(status));
    }

    /** Every task by its alias, new ones as "new NAME": what a person sees of it. */
    Map<String, Map<String, String>> state() {
        Map<String, Map<String, String>> state = new TreeMap<>();
        Map<UUID, String> aliases = new LinkedHashMap<>();
        tasks.forEach((alias, id) -> aliases.put(id, alias));
        tasks.forEach((alias, id) -> state.put(alias, of(queries.ask(new FindTask(id, null), TaskState.class))));
        ListTasks all = new ListTasks(caller.userId(), TaskFilter.ALL, TaskSort.NEWEST_FIRST, null, null, null);
        for (TaskState task : queries.ask(all, TaskPage.class).tasks()) {
            if (!aliases.containsKey(task.taskId())) {
                String key = "new " + task.name();
                state.put(state.containsKey(key) ? key + " again" : key, of(task));
            }
        }
        ListProcesses own = new ListProcesses(caller.userId(), null, null);
        for (ProcessView process : queries.ask(own, ProcessPage.class).processes()) {
            if (!process.state().builtIn() && process.state().rule().recurrence() != null) {
                state.put("every " + process.state().name(), of(process.state().rule()));
            }
        }
        return state;
    }

    private static Map<String, String> of(ProcessRule rule) {
        String[] lines = String.valueOf(rule.recurrence()).split("\n");
        Map<String, String> fields = new TreeMap<>();
        fields.put("start", lines[0].replace("DTSTART:", ""));
        fields.put("recurrence", lines[1].replace("RRULE:", ""));
        fields.put("due", String.valueOf(rule.parameters().get("due_in")));
        fields.put("priority", String.valueOf(rule.parameters().get("priority")));
        fields.put("tags", rule.parameters().getOrDefault("tags", "").toString().replaceAll("[\\[\\] ]", ""));
        return fields;
    }

    private static Map<String, String> of(TaskState task) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("name", String.valueOf(task.name()));
        fields.put("description", String.valueOf(task.description()));
        fields.put("status", task.status().wire());
        fields.put("priority", task.priority().wire());
        fields.put(
                "due", task.dueDate() == null ? "-" : task.dueDate().toString().replace("Z", ""));
        fields.put("tags", task.tags() == null ? "" : String.join(",", task.tags()));
        fields.put("deleted", Boolean.toString(task.deleted()));
        return fields;
    }

    /** The state that a line's right side says, from the state before it. */
    static Map<String, Map<String, String>> expected(Map<String, Map<String, String>> before, String effects) {
        Map<String, Map<String, String>> after = new TreeMap<>();
        before.forEach((alias, fields) -> after.put(alias, new TreeMap<>(fields)));
        if (effects.equals("=") || effects.startsWith("ran ")) {
            return after;
        }
        for (String effect : effects.split(" ;; ")) {
            String[] parts = effect.strip().split(" / ");
            String subject = parts[0].strip();
            if (subject.startsWith("-")) {
                after.get(subject.substring(1)).put("deleted", "true");
            } else if (subject.startsWith("+")) {
                after.get(subject.substring(1)).put("deleted", "false");
            } else {
                Map<String, String> fields = after.computeIfAbsent(
                        subject,
                        alias -> alias.startsWith("every ")
                                ? new TreeMap<>(Map.of("priority", "medium", "tags", ""))
                                : fresh(alias.substring(4)));
                for (int i = 1; i < parts.length; i++) {
                    int equals = parts[i].indexOf('=');
                    fields.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
                }
            }
        }
        return after;
    }

    private static Map<String, String> fresh(String name) {
        return new TreeMap<>(Map.of(
                "name", name,
                "description", "",
                "status", "not_started",
                "priority", "medium",
                "due", "-",
                "tags", "",
                "deleted", "false"));
    }
}
