package behflow.api.task.command;

import behflow.api.kernel.AggregateCommand;
import java.util.UUID;

/** A command to a task that exists, by someone who must own it. */
public interface TaskCommand extends AggregateCommand {

    UUID taskId();

    /** Who asks. */
    UUID userId();

    @Override
    default UUID aggregateId() {
        return taskId();
    }
}
