package behflow.command.process;

import behflow.api.kernel.AggregateCommand;
import behflow.api.process.ProcessRule;
import java.util.UUID;

/** A built-in process is to be like this, whatever it was before. Sent at each start. */
record DefineBuiltIn(UUID processId, String name, String description, ProcessRule rule) implements AggregateCommand {

    @Override
    public UUID aggregateId() {
        return processId;
    }
}
