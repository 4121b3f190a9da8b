package behflow.query.audit;

import behflow.api.audit.LoggedEvent;
import behflow.api.audit.event.UndoRecorded;
import behflow.api.audit.query.Cause;
import behflow.api.audit.query.FindCause;
import behflow.api.audit.query.ListTaskHistory;
import behflow.api.audit.query.TaskHistory;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.EventLog.First;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.RecordedEvent;
import java.util.List;
import java.util.UUID;
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
        UUID owner = query.ownerId();
        UUID cause = query.correlationId();
        RecordedEvent last = log.readLastOfCause(owner, cause).orElse(null);
        if (last == null) {
            return null;
        }
        long after = query.cursor() == null ? 0 : after(query.cursor());
        List<First> subjects = log.subjectsOfCause(owner, cause, after, query.limit() + 1);
        boolean more = subjects.size() > query.limit();
        List<First> page = more ? subjects.subList(0, query.limit()) : subjects;
        List<LoggedEvent> events = page.isEmpty()
                ? List.of()
                : log
                        .readCauseEntries(
                                owner,
                                cause,
                                page.stream().map(First::subjectId).toList())
                        .stream()
                        .map(this::logged)
                        .toList();
        List<UndoRecorded> undos = log.readCause(owner, cause, UndoRecorded.class).stream()
                .map(event -> (UndoRecorded) event.payload())
                .toList();
        List<UUID> undoneBy = log.readSubject(UndoRecorded.subject(owner, cause), 0, Integer.MAX_VALUE).stream()
                .map(undo -> undo.origin().correlationId())
                .distinct()
                .toList();
        return new Cause(
                cause,
                last,
                events,
                undos.isEmpty() ? null : undos.get(0).undoes(),
                undoneBy,
                !undos.isEmpty() && undos.get(undos.size() - 1).remaining() > 0,
                more ? new ChangesCursor(0, 0, page.get(page.size() - 1).position()).text() : null);
    }

    private static long after(String cursor) {
        ChangesCursor place = ChangesCursor.parse(cursor);
        if (place.from() != 0 || place.to() != 0) {
            throw ChangesCursor.invalid();
        }
        return place.after();
    }

    private LoggedEvent logged(LogEntry entry) {
        return new LoggedEvent(log.event(entry), entry);
    }
}
