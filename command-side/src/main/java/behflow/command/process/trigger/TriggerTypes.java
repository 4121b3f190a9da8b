package behflow.command.process.trigger;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.StoredAs;
import behflow.api.process.event.ExecutionEvent;
import behflow.api.process.event.ProcessEvent;
import behflow.api.process.event.ReminderRaised;
import behflow.api.task.event.TaskEvent;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The types of events that can start a process: those of tasks, reminders, processes and their runs. */
final class TriggerTypes {

    static final Set<String> ALL = Collections.unmodifiableSet(new TreeSet<>(Stream.concat(
                    Stream.of(TaskEvent.class, ProcessEvent.class, ExecutionEvent.class)
                            .flatMap(type -> Arrays.stream(type.getPermittedSubclasses())),
                    Stream.of(ReminderRaised.class))
            .map(TriggerTypes::name)
            .toList()));

    private TriggerTypes() {}

    static String name(Class<?> event) {
        return event.getAnnotation(StoredAs.class).value();
    }

    static String name(DomainEvent event) {
        return name(event.getClass());
    }
}
