package behflow.api.audit;

import behflow.api.chat.event.ChatAssistantReplied;
import behflow.api.chat.event.ChatPlanProposed;
import behflow.api.chat.event.ChatSessionStarted;
import behflow.api.chat.event.ChatUserMessageSent;
import behflow.api.kernel.DomainEvent;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskDeleted;
import behflow.api.task.event.TaskDescribed;
import behflow.api.task.event.TaskErased;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskPriorityChanged;
import behflow.api.task.event.TaskRenamed;
import behflow.api.task.event.TaskRescheduled;
import behflow.api.task.event.TaskRestored;
import behflow.api.task.event.TaskStatusChanged;
import behflow.api.task.event.TaskTagsChanged;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an event changed, field by field, as history and feed show it. A task's fields have the names of the API; of an event
 * of another kind each component is a field that had no value before, in snake case.
 */
public final class EventChanges {

    private EventChanges() {}

    /** The changes in the order of the API's fields; none for an event that changes no field. */
    public static Map<String, FieldChange> of(DomainEvent event) {
        Changes changes = new Changes();
        if (event instanceof TaskEvent task) {
            ofTask(task, changes);
        } else if (event instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                changes.put(snakeCase(component.getName()), null, component(record, component));
            }
        }
        return changes.map;
    }

    /** The fields of the event whose text was erased. */
    public static List<String> erased(DomainEvent event) {
        if (event instanceof TaskCreated created) {
            return created.name() == null ? List.of("name", "description", "tags") : List.of();
        } else if (event instanceof TaskRenamed renamed) {
            return renamed.to() == null ? List.of("name") : List.of();
        } else if (event instanceof TaskDescribed described) {
            return described.to() == null ? List.of("description") : List.of();
        } else if (event instanceof TaskTagsChanged changed) {
            return changed.to() == null ? List.of("tags") : List.of();
        } else if (event instanceof ChatSessionStarted started) {
            return started.name() == null ? List.of("name") : List.of();
        } else if (event instanceof ChatUserMessageSent sent) {
            return sent.content() == null ? List.of("content") : List.of();
        } else if (event instanceof ChatAssistantReplied replied) {
            return replied.content() == null ? List.of("content") : List.of();
        } else if (event instanceof ChatPlanProposed proposed) {
            return proposed.plan() == null ? List.of("plan") : List.of();
        }
        return List.of();
    }

    private static void ofTask(TaskEvent event, Changes changes) {
        if (event instanceof TaskCreated created) {
            changes.put(TaskAspect.NAME, null, created.name());
            changes.put(TaskAspect.DESCRIPTION, null, created.description());
            changes.put(TaskAspect.STATUS, null, "not_started");
            changes.put(TaskAspect.PRIORITY, null, created.priority());
            changes.put(TaskAspect.DUE_DATE, null, created.dueDate());
            changes.put(TaskAspect.TAGS, null, created.tags());
        } else if (event instanceof TaskRenamed renamed) {
            changes.always(TaskAspect.NAME, renamed.from(), renamed.to());
        } else if (event instanceof TaskDescribed described) {
            changes.always(TaskAspect.DESCRIPTION, described.from(), described.to());
        } else if (event instanceof TaskStatusChanged changed) {
            changes.always(TaskAspect.STATUS, changed.from(), changed.to());
        } else if (event instanceof TaskPriorityChanged changed) {
            changes.always(TaskAspect.PRIORITY, changed.from(), changed.to());
        } else if (event instanceof TaskRescheduled rescheduled) {
            changes.always(TaskAspect.DUE_DATE, rescheduled.from(), rescheduled.to());
        } else if (event instanceof TaskTagsChanged changed) {
            changes.always(TaskAspect.TAGS, changed.from(), changed.to());
        } else if (event instanceof TaskDeleted) {
            changes.always(TaskAspect.DELETED, false, true);
        } else if (event instanceof TaskRestored) {
            changes.always(TaskAspect.DELETED, true, false);
        } else if (event instanceof TaskErased erased) {
            changes.map.put("basis", new FieldChange(null, erased.basis()));
            changes.map.put("positions", new FieldChange(null, erased.positions()));
            changes.map.put("remaining", new FieldChange(null, erased.remaining()));
        } else {
            throw new IllegalStateException("No changes for " + event.getClass().getName());
        }
    }

    private static @Nullable Object component(Record event, RecordComponent component) {
        try {
            return plain(component.getAccessor().invoke(event));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("An event's components are public", e);
        }
    }

    /** As JSON has it: ids and constants as texts, records as maps. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        } else if (value instanceof UUID) {
            return value.toString();
        } else if (value instanceof Collection<?> values) {
            List<@Nullable Object> list = new ArrayList<>();
            values.forEach(v -> list.add(plain(v)));
            return list;
        } else if (value instanceof Map<?, ?> values) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            values.forEach((k, v) -> map.put(String.valueOf(k), plain(v)));
            return map;
        } else if (value instanceof Record record) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                map.put(snakeCase(component.getName()), component(record, component));
            }
            return map;
        }
        return value;
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    /** In order; a field that had no value and has none is no change. */
    private static final class Changes {
        private final Map<String, FieldChange> map = new LinkedHashMap<>();

        void put(TaskAspect aspect, @Nullable Object from, @Nullable Object to) {
            put(aspect.wire(), from, to);
        }

        void put(String field, @Nullable Object from, @Nullable Object to) {
            if (from != null || to != null) {
                map.put(field, new FieldChange(from, to));
            }
        }

        void always(TaskAspect aspect, @Nullable Object from, @Nullable Object to) {
            map.put(aspect.wire(), new FieldChange(from, to));
        }
    }
}
