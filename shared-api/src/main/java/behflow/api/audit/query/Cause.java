package behflow.api.audit.query;

import behflow.api.audit.LoggedEvent;
import behflow.api.kernel.RecordedEvent;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one cause did: a page of it.
 *
 * @param last     its last event, which need not be on this page
 * @param events   all of its events of the page's tasks and whatever else it wrote, in order
 * @param undoes   the cause that this one is an undo of; null where it is none
 * @param undoneBy the causes that undid this one, oldest first
 * @param running  whether it is an undo that still goes on
 * @param nextCursor opaque; null on the last page
 */
public record Cause(
        UUID correlationId,
        RecordedEvent last,
        List<LoggedEvent> events,
        @Nullable UUID undoes,
        List<UUID> undoneBy,
        boolean running,
        @Nullable String nextCursor) {}
