package behflow.gateway.chat.tools;

import behflow.api.kernel.Ids;
import behflow.api.kernel.RejectedException;
import behflow.api.process.OverlapPolicy;
import behflow.api.process.ProcessRule;
import behflow.api.process.ProcessRules;
import behflow.api.process.TriggerType;
import behflow.api.process.command.CreateProcess;
import behflow.api.process.command.RepeatTask;
import behflow.api.task.TaskState;
import behflow.api.task.command.CreateTask;
import behflow.gateway.chat.tools.Tool.Hints;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.task.TaskRequests;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Repeated work: a process that creates the task on each day of a recurrence, at the day's start in the user's zone and due
 * at its time; one that comes by hours or minutes creates it when it is due. If the first is due today it is there at once.
 */
@Component
class RepeatTool {

    private static final List<String> TASK = List.of("name", "description", "priority", "due_date", "tags");
    private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);
    private static final Pattern WITHIN_A_DAY = Pattern.compile("FREQ=(?:HOURLY|MINUTELY)\\b");
    private static final int DAY = 86_400;
    /** Clocks change in the night: from here on the day's end is the safer side to count from. */
    private static final LocalTime MORNING = LocalTime.of(6, 0);

    private final CommandDoor commands;
    private final Clock clock;

    RepeatTool(CommandDoor commands, Clock clock) {
        this.commands = commands;
        this.clock = clock;
    }

    Tool tool() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("outcome", Map.of("type", "string", "enum", List.of("done", TaskChangingTools.DRY_RUN)));
        properties.put("correlation_id", TaskJson.type("string"));
        properties.put("process_id", TaskJson.type("string"));
        properties.put("recurrence", TaskJson.type("string"));
        properties.put("first_due", TaskJson.type("string"));
        properties.put("tasks", TaskJson.array(TaskJson.taskSchema()));
        return new Tool(
                "repeat_task",
                "Create a task again and again",
                "Create a task on each day of a recurrence, by a process that does so.",
                List.of(
                        Parameter.text("name", "").needed(),
                        Parameter.text("recurrence", "RRULE, as FREQ=WEEKLY;BYDAY=FR")
                                .needed(),
                        Parameter.text("due_date", "of the first: RFC 3339, or local date or time")
                                .needed(),
                        Parameter.text("description", ""),
                        Parameter.text("priority", "").of(TaskReadingTools.PRIORITIES),
                        Parameter.texts("tags", ""),
                        TaskChangingTools.DRY),
                TaskJson.object(properties, "outcome", "recurrence", "first_due", "tasks"),
                Hints.ADDS,
                this::repeat);
    }

    private ObjectNode repeat(Turn turn, Arguments arguments) {
        CreateTask task = arguments.body(TASK, fields -> TaskRequests.create(fields, turn.caller()));
        String said = Objects.requireNonNull(arguments.text("recurrence"), "Required when read");
        if (task.dueDate() == null) {
            throw RejectedException.invalid("due_date", "due_date must say when the first one is due.");
        }
        ZonedDateTime due = task.dueDate().atZone(turn.caller().zone());
        String rule = rule(said, due.toLocalTime());
        boolean within = WITHIN_A_DAY.matcher(rule).find();
        LocalDateTime start = within ? due.toLocalDateTime() : due.toLocalDate().atStartOfDay();
        CreateProcess process = new CreateProcess(
                Ids.newId(turn.caller().userId()),
                turn.caller().userId(),
                shortened(task.name()),
                "",
                new ProcessRule(
                        "create_task",
                        parameters(task, within ? "PT0S" : after(due.toLocalTime())),
                        TriggerType.TIME_BASED.wire(),
                        null,
                        "DTSTART:%s\nRRULE:%s".formatted(START.format(start), rule),
                        turn.caller().zone().getId(),
                        null,
                        OverlapPolicy.SKIP.wire(),
                        ProcessRule.DEFAULT_CATCHUP_WINDOW,
                        ProcessRule.DEFAULT_TIME_LIMIT),
                true);
        boolean today = !start.isAfter(
                LocalDateTime.ofInstant(clock.instant(), turn.caller().zone()));
        if (arguments.flag(TaskChangingTools.DRY_RUN)) {
            return answer(TaskChangingTools.DRY_RUN, null, null, rule, task, Arguments.JSON.createArrayNode());
        }
        ArrayNode created = Arguments.JSON.createArrayNode();
        turn.during(() -> {
            if (today) {
                TaskState first = commands.send(new RepeatTask(process, task), turn.origin());
                turn.created(first);
                created.add(TaskJson.of(first, turn.caller().zone()));
            } else {
                commands.send(process, turn.origin());
            }
            turn.made(process.processId());
            return created;
        });
        return answer("done", turn, process, rule, task, created);
    }

    private static ObjectNode answer(
            String outcome,
            @Nullable Turn turn,
            @Nullable CreateProcess process,
            String rule,
            CreateTask task,
            ArrayNode created) {
        ObjectNode answer =
                TaskJson.change(outcome, turn == null ? null : turn.origin().correlationId(), created);
        if (process != null) {
            answer.put("process_id", process.processId().toString());
        }
        return answer.put("recurrence", rule).put("first_due", String.valueOf(task.dueDate()));
    }

    private static Map<String, Object> parameters(CreateTask task, String dueIn) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("name", task.name());
        if (!task.description().isEmpty()) {
            parameters.put("description", task.description());
        }
        parameters.put("priority", task.priority().wire());
        if (!task.tags().isEmpty()) {
            parameters.put("tags", task.tags());
        }
        parameters.put("due_in", dueIn);
        return parameters;
    }

    /** From the start of a day to a time of it, as a duration, also on days with 23 or 25 hours. */
    private static String after(LocalTime time) {
        int second = time.toSecondOfDay();
        return time.isBefore(MORNING) ? "PT" + second + "S" : "P1DT-" + (DAY - second) + "S";
    }

    /** @param due the time of days: a rule of days may say it too, and says days only in what is answered */
    private static String rule(String text, LocalTime due) {
        String said = text.strip().toUpperCase(Locale.ROOT).replaceFirst("^RRULE:", "");
        try {
            RecurrenceRule rule = new RecurrenceRule(said, RecurrenceRule.RfcMode.RFC5545_STRICT);
            if (!WITHIN_A_DAY.matcher(said).find()) {
                leaveOut(rule, Part.BYHOUR, due.getHour());
                leaveOut(rule, Part.BYMINUTE, due.getMinute());
                leaveOut(rule, Part.BYSECOND, due.getSecond());
            }
            return new RecurrenceRule(rule.toString(), RecurrenceRule.RfcMode.RFC5545_STRICT).toString();
        } catch (InvalidRecurrenceRuleException | IllegalArgumentException e) {
            throw RejectedException.invalid(
                    "recurrence", "recurrence must be an RRULE (RFC 5545) such as FREQ=WEEKLY;BYDAY=MO.");
        }
    }

    private static void leaveOut(RecurrenceRule rule, Part part, int due) throws InvalidRecurrenceRuleException {
        if (rule.hasPart(part)) {
            if (!rule.getByPart(part).equals(List.of(due))) {
                throw RejectedException.invalid(
                        "recurrence",
                        "recurrence must say days only, without %s: each is due at the time of due_date. For several times"
                                        .formatted(part)
                                + " of a day, repeat a task for each.");
            }
            rule.setByPart(part, List.of());
        }
    }

    private static String shortened(String name) {
        int length = name.codePointCount(0, name.length());
        return length <= ProcessRules.NAME_MAXIMUM
                ? name
                : name.substring(0, name.offsetByCodePoints(0, ProcessRules.NAME_MAXIMUM - 1)) + "…";
    }
}
