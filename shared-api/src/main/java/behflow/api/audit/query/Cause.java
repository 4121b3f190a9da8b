package behflow.api.audit.query;

import behflow.api.audit.LoggedEvent;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one cause did.
 *
 * @param events   all of its events, in order; at least one
 * @param undoes   the cause that this one is an undo of; null where it is none
 * @param undoneBy the causes that undid this one, oldest first
 * @param running  whether it is an undo that still goes on
 */
public record Cause(
        UUID correlationId,
        List<LoggedEvent> events,
        @Nullable UUID undoes,
        List<UUID> undoneBy,
        boolean running) {}
