package behflow.query.audit;

import behflow.api.audit.event.UndoRecorded;
import behflow.api.audit.query.FindLastChange;
import behflow.api.audit.query.LastChange;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.RecordedEvent;
import behflow.api.process.event.ProcessCreated;
import behflow.api.task.event.TaskEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers {@link FindLastChange} by reading the owner's log backwards. */
@Component
class LastChangeQueryHandler {

    private static final int PAGE = 200;
    private static final int EVENTS = 10_000;

    private final EventLog log;

    LastChangeQueryHandler(EventLog log) {
        this.log = log;
    }

    @QueryHandler
    @Nullable
    LastChange last(FindLastChange query) {
        long head = log.head(query.ownerId()).position();
        Set<UUID> seen = new HashSet<>(Set.of(query.except()));
        for (long upTo = head; upTo > Math.max(0, head - EVENTS); upTo -= PAGE) {
            List<RecordedEvent> page = log.read(query.ownerId(), Math.max(0, upTo - PAGE), upTo, PAGE);
            for (int i = page.size() - 1; i >= 0; i--) {
                RecordedEvent event = page.get(i);
                UUID cause = event.origin().correlationId();
                if ((event.payload() instanceof TaskEvent || event.payload() instanceof ProcessCreated)
                        && (query.chatSessionId() == null
                                || query.chatSessionId().equals(event.origin().chatSessionId()))
                        && seen.add(cause)
                        && !undo(query.ownerId(), cause)
                        && stands(query.ownerId(), cause)) {
                    return new LastChange(cause);
                }
            }
        }
        return null;
    }

    private boolean undo(UUID owner, UUID cause) {
        return !log.readCause(owner, cause, UndoRecorded.class).isEmpty();
    }

    /** It was not undone, or every undo of it was. */
    private boolean stands(UUID owner, UUID cause) {
        return log.readSubject(UndoRecorded.subject(owner, cause), 0, Integer.MAX_VALUE).stream()
                .map(undo -> undo.origin().correlationId())
                .distinct()
                .noneMatch(undo -> stands(owner, undo));
    }
}
