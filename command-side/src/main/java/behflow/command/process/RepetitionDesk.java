package behflow.command.process;

import behflow.api.kernel.Origin;
import behflow.api.process.command.RepeatTask;
import behflow.api.task.TaskState;
import behflow.command.kernel.Together;
import behflow.command.process.execution.Elsewhere;
import behflow.command.process.execution.Messenger;
import java.util.List;
import java.util.concurrent.Executor;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.messaging.MetaData;
import org.springframework.stereotype.Component;

/** Where tasks are repeated: the process and its first task are stored as one. */
@Component
class RepetitionDesk {

    private final Messenger messenger;
    private final Executor executor;

    RepetitionDesk(Messenger messenger, Executor processSteps) {
        this.messenger = messenger;
        this.executor = processSteps;
    }

    @CommandHandler
    TaskState repeat(RepeatTask command, MetaData metadata) {
        Together both = new Together(List.of(command.process(), command.first()), nothingMore -> {});
        Origin origin = Origin.fromMetadata(metadata);
        return Elsewhere.call(executor, () -> messenger.send(both, origin));
    }
}
