package behflow.api.process.command;

import behflow.api.kernel.AggregateCommand;
import java.util.UUID;

/** A command to a process that exists, by someone who must own it. */
public interface ProcessCommand extends AggregateCommand {

    UUID processId();

    /** Who asks. */
    UUID userId();

    @Override
    default UUID aggregateId() {
        return processId();
    }
}
