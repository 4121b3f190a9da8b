package behflow.command.process;

import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.process.ProcessRule;
import behflow.command.process.execution.Messenger;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.spring.config.SpringAxonConfiguration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The processes that everybody has. They are in the installation's log, under ids that follow from their names, and each
 * start brings them up to date with the configuration.
 */
@Component
public class BuiltInProcesses implements SmartLifecycle {

    private final Messenger messenger;
    private final List<DefineBuiltIn> definitions;
    private volatile boolean running;

    BuiltInProcesses(
            Messenger messenger,
            RuleCheck check,
            @Value("${reschedule.hour:7}") int hour,
            @Value("${reschedule.minute:30}") int minute) {
        this.messenger = messenger;
        this.definitions = List.of(
                definition(
                        "reschedule_remaining_tasks",
                        "Moves tasks that are not done and were due before today to today, each morning.",
                        check.checked(
                                ProcessRule.scheduled("reschedule_remaining_tasks", Map.of(), daily(hour, minute)))),
                byHand("escalate_priority", "Raises the priority of open tasks as their due date comes nearer."),
                byHand("send_reminders", "Reminds of open tasks that are due within a day."),
                byHand("cleanup_sessions", "Deletes conversations in which nothing was said for 90 days."),
                byHand("analytics_report", "Counts open, overdue, created and completed tasks."));
    }

    /** The id of a built-in process, the same in every installation. */
    public static UUID id(String name) {
        return Ids.derived(Ids.INSTALLATION, "process", name);
    }

    /** Written and read by machines: in ASCII digits, whatever the locale. */
    static String daily(int hour, int minute) {
        return minute + " " + hour + " * * *";
    }

    private static DefineBuiltIn byHand(String action, String description) {
        return definition(action, description, ProcessRule.manual(action, Map.of()));
    }

    private static DefineBuiltIn definition(String name, String description, ProcessRule rule) {
        return new DefineBuiltIn(id(name), name, description, rule);
    }

    @Override
    public void start() {
        UUID start = Ids.newId();
        for (DefineBuiltIn definition : definitions) {
            messenger.send(definition, Origin.ofAdmin(Ids.INSTALLATION, Ids.INSTALLATION, start));
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After Axon's handlers, before the doors open. */
    @Override
    public int getPhase() {
        return SpringAxonConfiguration.LIFECYCLE_PHASE + 50;
    }
}
