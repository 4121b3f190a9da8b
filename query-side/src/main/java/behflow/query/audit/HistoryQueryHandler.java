package behflow.query.audit;

import behflow.api.audit.LoggedEvent;
import behflow.api.audit.event.UndoRecorded;
import behflow.api.audit.query.Cause;
import behflow.api.audit.query.FindCause;
import behflow.api.audit.query.ListTaskHistory;
import behflow.api.audit.query.TaskHistory;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.LogEntry;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers {@link ListTaskHistory} and {@link FindCause} from the log itself. */
@Component
class HistoryQueryHandler {

    private final EventLog log;

    HistoryQueryHandler(EventLog log) {
        this.log = log;
    }

    @QueryHandler
    TaskHistory history(ListTaskHistory query) {
        List<LogEntry> page = log.readSubjectPage(query.taskId(), query.from(), query.limit());
        Long next = page.isEmpty() ? null : page.get(page.size() - 1).sequence() + 1;
        boolean more =
                next != null && !log.readSubjectPage(query.taskId(), next, 1).isEmpty();
        return new TaskHistory(page.stream().map(this::logged).toList(), more ? next : null);
    }

    @QueryHandler
    @Nullable
    Cause cause(FindCause query) {
        List<LoggedEvent> events = log.readCauseEntries(query.ownerId(), query.correlationId()).stream()
                .map(this::logged)
                .toList();
        if (events.isEmpty()) {
            return null;
        }
        List<UndoRecorded> undos = events.stream()
                .flatMap(e -> e.event().payload() instanceof UndoRecorded undo ? Stream.of(undo) : Stream.empty())
                .toList();
        List<UUID> undoneBy = log
                .readSubject(UndoRecorded.subject(query.ownerId(), query.correlationId()), 0, Integer.MAX_VALUE)
                .stream()
                .map(undo -> undo.origin().correlationId())
                .distinct()
                .toList();
        return new Cause(
                query.correlationId(),
                events,
                undos.isEmpty() ? null : undos.get(0).undoes(),
                undoneBy,
                !undos.isEmpty() && undos.get(undos.size() - 1).remaining() > 0);
    }

    private LoggedEvent logged(LogEntry entry) {
        return new LoggedEvent(log.event(entry), entry);
    }
}
