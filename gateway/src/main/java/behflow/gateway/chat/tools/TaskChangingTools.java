package behflow.gateway.chat.tools;

import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskChange;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.To;
import behflow.api.task.command.ChangeTask;
import behflow.api.task.command.CreateTask;
import behflow.api.task.command.DeleteTask;
import behflow.api.task.command.RestoreTask;
import behflow.api.task.command.TaskCommand;
import behflow.gateway.chat.tools.Tool.Hints;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.task.TaskRequests;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tools that create and change tasks. A dry run checks the same rules, shows the tasks as they would be, and changes nothing. */
@Component
class TaskChangingTools {

    static final String DRY_RUN = "dry_run";
    /** Over MCP only: in a conversation the user's own next message says it. */
    static final String CONFIRMED = "confirmed";

    static final Parameter DRY = Parameter.flag(DRY_RUN, "only show what would happen");
    static final Parameter SURE = Parameter.flag(CONFIRMED, "true only after the user saw the tasks and agreed");

    private static final List<String> CREATED = List.of("name", "description", "priority", "due_date", "tags");
    private static final List<String> CHANGED =
            List.of("name", "description", "status", "priority", "due_date", "tags");
    private static final Parameter TASKS = Parameter.texts("task_ids", "").needed();

    private final CommandDoor commands;
    private final Tasks tasks;
    private final Clock clock;

    TaskChangingTools(CommandDoor commands, Tasks tasks, Clock clock) {
        this.commands = commands;
        this.tasks = tasks;
        this.clock = clock;
    }

    List<Tool> tools() {
        Parameter priority = Parameter.text("priority", "").of(TaskReadingTools.PRIORITIES);
        Parameter due = Parameter.text("due_date", "RFC 3339, or local date or time");
        Parameter description = Parameter.text("description", "");
        return List.of(
                changes(
                        "create_task",
                        "Create a task",
                        "Create a task. Only the name is required.",
                        List.of(
                                Parameter.text("name", "").needed(),
                                description,
                                priority,
                                due,
                                Parameter.texts("tags", ""),
                                DRY),
                        Hints.ADDS,
                        this::create),
                changes(
                        "change_tasks",
                        "Change tasks",
                        "Change fields of tasks. More than 10 at once need the user's yes.",
                        List.of(
                                TASKS,
                                Parameter.text("name", ""),
                                description,
                                Parameter.text("status", "").of(TaskReadingTools.STATUSES),
                                priority,
                                due,
                                Parameter.texts("tags", "replaces all"),
                                Parameter.texts("add_tags", ""),
                                Parameter.texts("remove_tags", ""),
                                Parameter.texts("clear", "").of(List.of("description", "due_date", "tags")),
                                DRY,
                                SURE),
                        Hints.OVERWRITES,
                        this::change),
                changes(
                        "complete_tasks",
                        "Complete tasks",
                        "Mark tasks as completed. More than 10 at once need the user's yes.",
                        List.of(TASKS, DRY, SURE),
                        Hints.OVERWRITES,
                        this::complete),
                changes(
                        "delete_tasks",
                        "Delete tasks",
                        "Delete tasks; they can be restored. Needs the user's yes.",
                        List.of(TASKS, DRY, SURE),
                        Hints.OVERWRITES,
                        this::delete),
                changes(
                        "restore_task",
                        "Restore a task",
                        "Bring a deleted task back as it was.",
                        List.of(Parameter.text("task_id", "").needed(), DRY),
                        Hints.BRINGS_BACK,
                        this::restore));
    }

    private static Tool changes(
            String name, String title, String description, List<Parameter> parameters, Hints hints, Tool.Work work) {
        return new Tool(name, title, description, parameters, TaskJson.changeSchema(), hints, work);
    }

    private ObjectNode create(Turn turn, Arguments arguments) {
        CreateTask command = arguments.body(CREATED, fields -> TaskRequests.create(fields, turn.caller()));
        if (arguments.flag(DRY_RUN)) {
            TaskState draft = new TaskState(
                    command.taskId(),
                    command.ownerId(),
                    0,
                    command.name(),
                    command.description(),
                    TaskStatus.NOT_STARTED,
                    command.priority(),
                    command.dueDate(),
                    command.tags(),
                    clock.instant(),
                    clock.instant(),
                    null,
                    null);
            ObjectNode shown = TaskJson.of(draft, turn.caller().zone());
            shown.remove("task_id");
            return TaskJson.change(
                    DRY_RUN, null, Arguments.JSON.createArrayNode().add(shown));
        }
        TaskState task = turn.during(() -> {
            TaskState created = commands.send(command, turn.origin());
            turn.created(created);
            return created;
        });
        return done(turn, List.of(task));
    }

    private ObjectNode change(Turn turn, Arguments arguments) {
        List<TaskState> found = tasks.live(turn, arguments.ids("task_ids"));
        TaskChange change = arguments.body(CHANGED, TaskRequests::change);
        List<String> added = arguments.texts("add_tags");
        List<String> removed = arguments.texts("remove_tags");
        if (change.equals(TaskChange.NONE) && added.isEmpty() && removed.isEmpty()) {
            throw RejectedException.invalid("change_tasks", "Say what to change.");
        }
        return changed(turn, arguments, "change_tasks", found, task -> {
            if (added.isEmpty() && removed.isEmpty()) {
                return change;
            }
            List<String> tags = new ArrayList<>();
            if (change.tags() != null && change.tags().value() != null) {
                tags.addAll(change.tags().value());
            } else if (change.tags() == null && task.tags() != null) {
                tags.addAll(task.tags());
            }
            tags.removeIf(tag -> removed.stream().anyMatch(tag::equalsIgnoreCase));
            tags.addAll(added);
            return new TaskChange(
                    change.name(),
                    change.description(),
                    change.status(),
                    change.priority(),
                    change.dueDate(),
                    new To<>(tags));
        });
    }

    /** Of the open ones among them; where none is open, nothing is changed and they are shown as they are. */
    private ObjectNode complete(Turn turn, Arguments arguments) {
        List<TaskState> found = tasks.live(turn, arguments.ids("task_ids"));
        List<TaskState> open = found.stream()
                .filter(task -> task.status() != TaskStatus.COMPLETED)
                .toList();
        if (open.isEmpty()) {
            found.forEach(turn::touched);
            return shown(turn, arguments.flag(DRY_RUN) ? DRY_RUN : "done", found);
        }
        TaskChange change = TaskChange.ofStatus(TaskStatus.COMPLETED);
        return changed(turn, arguments, "complete_tasks", open, task -> change);
    }

    /** What one change makes of each task. */
    private interface Changing {
        TaskChange of(TaskState task);
    }

    private ObjectNode changed(Turn turn, Arguments arguments, String tool, List<TaskState> found, Changing changing) {
        if (arguments.flag(DRY_RUN)) {
            return shown(
                    turn,
                    DRY_RUN,
                    found.stream().map(task -> preview(task, changing.of(task))).toList());
        }
        if (!arguments.flag(CONFIRMED) && turn.mustAsk(found.size())) {
            return proposed(turn, arguments, tool, found, task -> preview(task, changing.of(task)));
        }
        List<TaskState> changed = new ArrayList<>();
        for (TaskState task : found) {
            changed.add(sent(turn, new ChangeTask(task.taskId(), turn.caller().userId(), changing.of(task), null)));
        }
        return done(turn, changed);
    }

    private ObjectNode delete(Turn turn, Arguments arguments) {
        List<TaskState> found = tasks.live(turn, arguments.ids("task_ids"));
        if (arguments.flag(DRY_RUN)) {
            return shown(turn, DRY_RUN, found);
        }
        if (!arguments.flag(CONFIRMED) && turn.mustAsk()) {
            return proposed(turn, arguments, "delete_tasks", found, task -> task);
        }
        List<TaskState> deleted = new ArrayList<>();
        for (TaskState task : found) {
            deleted.add(sent(turn, new DeleteTask(task.taskId(), turn.caller().userId(), null)));
        }
        return done(turn, deleted);
    }

    private ObjectNode restore(Turn turn, Arguments arguments) {
        TaskState task = tasks.own(turn, arguments.id("task_id"));
        if (arguments.flag(DRY_RUN)) {
            return shown(turn, DRY_RUN, List.of(task));
        }
        if (turn.mustAsk(1)) {
            return proposed(turn, arguments, "restore_task", List.of(task), shown -> shown);
        }
        TaskState restored =
                sent(turn, new RestoreTask(task.taskId(), turn.caller().userId()));
        return done(turn, List.of(restored));
    }

    private TaskState sent(Turn turn, TaskCommand command) {
        return turn.during(() -> {
            TaskState changed = commands.send(command, turn.origin());
            turn.changed(changed);
            return changed;
        });
    }

    private ObjectNode done(Turn turn, List<TaskState> changed) {
        return TaskJson.change(
                "done",
                turn.origin().correlationId(),
                TaskJson.of(changed, turn.caller().zone()));
    }

    private static ObjectNode proposed(
            Turn turn, Arguments arguments, String tool, List<TaskState> found, UnaryOperator<TaskState> preview) {
        // A preview refuses what can't be done: nothing is proposed then.
        List<TaskState> would = found.stream().map(preview).toList();
        turn.propose(tool, arguments.same().toString());
        found.forEach(turn::touched);
        return shown(turn, "needs_confirmation", would);
    }

    private static ObjectNode shown(Turn turn, String outcome, List<TaskState> tasks) {
        ArrayNode array = TaskJson.of(tasks, turn.caller().zone());
        return TaskJson.change(outcome, null, array);
    }

    private static TaskState preview(TaskState task, TaskChange change) {
        return new TaskState(
                task.taskId(),
                task.ownerId(),
                task.version(),
                change.name() == null ? task.name() : change.name().value(),
                change.description() == null
                        ? task.description()
                        : change.description().value(),
                change.status() == null ? task.status() : change.status().value(),
                change.priority() == null ? task.priority() : change.priority().value(),
                change.dueDate() == null ? task.dueDate() : change.dueDate().value(),
                change.tags() == null ? task.tags() : change.tags().value(),
                task.createdAt(),
                task.updatedAt(),
                task.completedAt(),
                task.deletedAt());
    }
}
