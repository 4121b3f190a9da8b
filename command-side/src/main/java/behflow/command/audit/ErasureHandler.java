package behflow.command.audit;

import behflow.api.account.event.AccountErased;
import behflow.api.audit.ErasureReport;
import behflow.api.audit.command.EraseAccount;
import behflow.api.audit.command.EraseConversation;
import behflow.api.audit.command.EraseTask;
import behflow.api.chat.event.ChatErased;
import behflow.api.chat.event.ChatEvent;
import behflow.api.kernel.ActorKind;
import behflow.api.kernel.Erasure;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.Origin;
import behflow.api.kernel.PersonalCopies;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.task.TaskState;
import behflow.api.task.event.TaskErased;
import behflow.api.task.event.TaskEvent;
import behflow.command.account.ActingAccount;
import behflow.command.eventstore.EventStoreNode;
import behflow.command.eventstore.LogEraser;
import behflow.command.task.rules.OnlyOwnerMayChangeTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.springframework.stereotype.Component;

/** Decides on erasures; the event store carries them out, with the event that says so, in a transaction of their own. */
@Component
class ErasureHandler {

    private final EventLog log;
    private final LogEraser eraser;
    private final List<PersonalCopies> copies;

    ErasureHandler(EventLog log, EventStoreNode node, List<PersonalCopies> copies) {
        this.log = log;
        this.eraser = node.eraser();
        this.copies = copies;
    }

    /** @throws RejectedException NOT_FOUND, FORBIDDEN; CONFLICT for a live task */
    @CommandHandler
    ErasureReport erase(EraseTask command) {
        List<RecordedEvent> events = log.readSubject(command.taskId(), 0, Integer.MAX_VALUE);
        if (events.isEmpty()
                || !(events.get(0).payload() instanceof TaskEvent)
                || log.ended(events.get(0).ownerId())) {
            throw RejectedException.notFound();
        }
        TaskState task = new TaskStory(events).now();
        OnlyOwnerMayChangeTask.check(task, command.userId());
        if (!task.deleted()) {
            throw RejectedException.conflict("Only the text of a deleted task can be erased; delete it first");
        }
        String basis = command.basis().wire();
        return eraser.eraseSubject(
                        command.taskId(),
                        task.version(),
                        origin(task.ownerId()),
                        (positions, remaining) -> new TaskErased(basis, positions, remaining),
                        copies)
                .map(ErasureHandler::report)
                .orElseGet(() -> last(events));
    }

    /**
     * @throws RejectedException NOT_FOUND where there is none, or nothing is left of it; FORBIDDEN; PRECONDITION_FAILED where it
     *     is not as it was seen
     */
    @CommandHandler
    ErasureReport erase(EraseConversation command) {
        List<RecordedEvent> events = log.readSubject(command.sessionId(), 0, 1);
        if (events.isEmpty() || !(events.get(0).payload() instanceof ChatEvent)) {
            throw RejectedException.notFound();
        }
        UUID owner = events.get(0).ownerId();
        if (!owner.equals(command.userId())) {
            throw RejectedException.forbidden();
        }
        String basis = command.basis().wire();
        try {
            return eraser.eraseSubject(
                            command.sessionId(),
                            command.expectedVersion(),
                            origin(owner),
                            (positions, remaining) -> new ChatErased(basis, positions, remaining),
                            copies)
                    .map(ErasureHandler::report)
                    .orElseThrow(RejectedException::notFound);
        } catch (ConcurrencyException e) {
            if (command.expectedVersion() == null) {
                throw e;
            }
            throw new RejectedException(
                    RejectionCode.PRECONDITION_FAILED, "The conversation has changed since you last saw it");
        }
    }

    /** @throws RejectedException NOT_FOUND where there is no such account any more; UNAUTHENTICATED where the administrator's is not */
    @CommandHandler
    ErasureReport erase(EraseAccount command) {
        String basis = command.basis().wire();
        Origin origin = origin(command.userId());
        List<PersonalCopies> all = new ArrayList<>(copies);
        if (origin.actor() == ActorKind.ADMIN) {
            all.add(0, (connection, owner) -> ActingAccount.requireActive(connection, origin));
        }
        return report(eraser.eraseOwner(
                origin, (positions, remaining) -> new AccountErased(basis, positions, remaining), all));
    }

    /** The command's, as its events have it. */
    private static Origin origin(UUID owner) {
        Map<String, Object> metadata =
                new HashMap<>(CurrentUnitOfWork.get().root().getCorrelationData());
        metadata.put(Origin.OWNER_ID, owner.toString());
        return Origin.fromMetadata(metadata);
    }

    private static ErasureReport last(List<RecordedEvent> events) {
        return events.stream()
                .filter(event -> event.payload() instanceof Erasure)
                .reduce((first, second) -> second)
                .map(ErasureHandler::report)
                .orElseThrow(() -> new IllegalStateException("A task without text that nobody has erased"));
    }

    private static ErasureReport report(RecordedEvent event) {
        Erasure erasure = (Erasure) event.payload();
        return new ErasureReport(event.subjectId(), erasure.basis(), event.position(), erasure.positions());
    }
}
