package behflow.gateway.process;

import behflow.api.kernel.RejectedException;
import behflow.api.process.EventFilter;
import behflow.api.process.OverlapPolicy;
import behflow.api.process.ProcessChange;
import behflow.api.process.ProcessRule;
import behflow.api.process.ProcessRules;
import behflow.api.process.TriggerType;
import behflow.api.task.To;
import behflow.gateway.kernel.JsonFields;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the bodies of process requests. */
final class ProcessRequests {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};
    private static final JsonFields.Reader<String> NAME = JsonFields.text("name", ProcessRules::name);
    private static final JsonFields.Reader<String> DESCRIPTION =
            JsonFields.text("description", ProcessRules::description);
    private static final JsonFields.Reader<TriggerType> TRIGGER =
            JsonFields.oneOf("trigger_type", TriggerType::parse, wires(TriggerType.values(), TriggerType::wire));
    private static final JsonFields.Reader<OverlapPolicy> OVERLAP =
            JsonFields.oneOf("overlap", OverlapPolicy::parse, wires(OverlapPolicy.values(), OverlapPolicy::wire));

    private ProcessRequests() {}

    /** What a client says of a process; null components were not said. */
    record Fields(
            @Nullable String name,
            @Nullable To<String> description,
            @Nullable Boolean active,
            @Nullable String action,
            @Nullable To<Map<String, Object>> parameters,
            @Nullable TriggerType trigger,
            @Nullable To<String> schedule,
            @Nullable To<String> recurrence,
            @Nullable To<String> timezone,
            @Nullable To<EventFilter> eventFilter,
            @Nullable OverlapPolicy overlap,
            @Nullable String catchupWindow,
            @Nullable String timeLimit) {

        /** The rule of a process that there was none of before. */
        ProcessRule rule(String standardZone) {
            ProcessRule blank = ProcessRule.manual(Objects.requireNonNull(action, "Required when read"), Map.of());
            ProcessRule rule = on(blank);
            return rule.timezone() != null
                    ? rule
                    : new ProcessRule(
                            rule.action(),
                            rule.parameters(),
                            rule.triggerType(),
                            rule.schedule(),
                            rule.recurrence(),
                            standardZone,
                            rule.eventFilter(),
                            rule.overlap(),
                            rule.catchupWindow(),
                            rule.timeLimit());
        }

        /** As a change of a process as it is. */
        ProcessChange change(ProcessRule present) {
            To<String> text = description;
            return new ProcessChange(
                    name, text == null ? null : Objects.requireNonNullElse(text.value(), ""), on(present), active);
        }

        private ProcessRule on(ProcessRule present) {
            String newSchedule = schedule == null ? present.schedule() : schedule.value();
            String newRecurrence = recurrence == null ? present.recurrence() : recurrence.value();
            if (schedule != null && schedule.value() != null && recurrence == null) {
                newRecurrence = null;
            } else if (recurrence != null && recurrence.value() != null && schedule == null) {
                newSchedule = null;
            }
            EventFilter newFilter = eventFilter == null ? present.eventFilter() : eventFilter.value();
            String newAction = action == null ? present.action() : action;
            Map<String, Object> newParameters = parameters != null
                    ? Objects.requireNonNullElse(parameters.value(), Map.of())
                    : newAction.equals(present.action()) ? present.parameters() : Map.of();
            return new ProcessRule(
                    newAction,
                    newParameters,
                    trigger(present).wire(),
                    newSchedule,
                    newRecurrence,
                    timezone == null ? present.timezone() : timezone.value(),
                    newFilter,
                    overlap == null ? present.overlap() : overlap.wire(),
                    catchupWindow == null ? present.catchupWindow() : catchupWindow,
                    timeLimit == null ? present.timeLimit() : timeLimit);
        }

        /** As said, or else as what was said needs it. */
        private TriggerType trigger(ProcessRule present) {
            if (trigger != null) {
                return trigger;
            }
            if (schedule != null && schedule.value() != null || recurrence != null && recurrence.value() != null) {
                return TriggerType.TIME_BASED;
            }
            return eventFilter != null && eventFilter.value() != null ? TriggerType.EVENT_BASED : present.trigger();
        }
    }

    /** Name and action are required. */
    static Fields create(JsonFields fields) {
        Fields read = change(fields);
        fields.present("name", read.name());
        fields.present("action", read.action());
        fields.check();
        return read;
    }

    /** Like {@link #create}, and nothing needs a name that is not saved. */
    static Fields proposal(JsonFields fields) {
        Fields read = change(fields);
        fields.present("action", read.action());
        fields.check();
        return read;
    }

    /** Absent keeps; null clears what can be empty. */
    static Fields change(JsonFields fields) {
        return new Fields(
                fields.optional("name", NAME),
                fields.change("description", DESCRIPTION),
                fields.optional("is_active", JsonFields.bool("is_active")),
                fields.optional("action", JsonFields.text("action", 1, 100)),
                fields.change("parameters", values("parameters")),
                fields.optional("trigger_type", TRIGGER),
                fields.change("schedule", JsonFields.text("schedule", 1, 100)),
                fields.change("recurrence", JsonFields.text("recurrence", 1, 500)),
                fields.change("timezone", JsonFields.text("timezone", 1, 60)),
                fields.change("event_filter", fields.object("event_filter", ProcessRequests::filter)),
                fields.optional("overlap", OVERLAP),
                fields.optional("catchup_window", JsonFields.text("catchup_window", 1, 40)),
                fields.optional("time_limit", JsonFields.text("time_limit", 1, 40)));
    }

    private static EventFilter filter(JsonFields fields) {
        List<String> types = fields.required("types", JsonFields.texts("types", raw -> raw));
        return new EventFilter(
                types,
                fields.optional("condition", JsonFields.text("condition", 1, 1_000)),
                fields.optional("conditions", values("conditions")));
    }

    private static JsonFields.Reader<Map<String, Object>> values(String field) {
        return node -> {
            if (!node.isObject()) {
                throw RejectedException.invalid(field, field + " must be an object.");
            }
            return ProcessRules.values(field, map(node));
        };
    }

    private static Map<String, Object> map(JsonNode node) {
        return JSON.convertValue(node, VALUES);
    }

    private static <E> List<String> wires(E[] values, Function<E, String> wire) {
        return Arrays.stream(values).map(wire).toList();
    }
}
