package behflow.command.process.execution;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.RecordedEvent;
import behflow.api.process.ProcessState;
import behflow.api.process.event.ProcessEvent;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Processes as they were, folded from their events: also those that were changed or deleted since. */
public final class ProcessVersions {

    private static final int PAGE = 1_000;

    private final EventLog log;

    public ProcessVersions(EventLog log) {
        this.log = log;
    }

    /** Its last one; empty where there is no such process. */
    Optional<ProcessState> last(UUID processId) {
        return upTo(processId, Long.MAX_VALUE);
    }

    /** The one that had this version, or its last one before that. */
    public Optional<ProcessState> upTo(UUID processId, long version) {
        ProcessState state = null;
        List<RecordedEvent> page;
        do {
            page = log.readSubject(processId, state == null ? 0 : state.version() + 1, PAGE);
            for (RecordedEvent event : page) {
                if (event.sequence() > version) {
                    return Optional.ofNullable(state);
                }
                state = evolve(state, event);
            }
        } while (page.size() == PAGE);
        return Optional.ofNullable(state);
    }

    private static ProcessState evolve(@Nullable ProcessState state, RecordedEvent event) {
        return ProcessState.evolve(
                state,
                event.subjectId(),
                event.ownerId(),
                (ProcessEvent) event.payload(),
                event.sequence(),
                event.timestamp());
    }
}
