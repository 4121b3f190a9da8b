package behflow.api.process;

import behflow.api.kernel.Ids;
import behflow.api.kernel.Row;
import behflow.api.process.event.ProcessActivated;
import behflow.api.process.event.ProcessCreated;
import behflow.api.process.event.ProcessDeactivated;
import behflow.api.process.event.ProcessDeleted;
import behflow.api.process.event.ProcessDescribed;
import behflow.api.process.event.ProcessEvent;
import behflow.api.process.event.ProcessPaused;
import behflow.api.process.event.ProcessRuleChanged;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The state of a process after some of its events: the one pure fold, which aggregate, view and triggers share.
 *
 * @param ownerId     whose process it is, for ever; {@link Ids#INSTALLATION} for a built-in one
 * @param version     the sequence of its last event
 * @param name        null where erased
 * @param description "" for none; null where erased
 * @param active      whether its triggers start it
 * @param paused      whether it is inactive because it failed too often
 * @param deletedAt   null unless deleted
 */
public record ProcessState(
        UUID processId,
        UUID ownerId,
        long version,
        @Nullable String name,
        @Nullable String description,
        ProcessRule rule,
        boolean active,
        boolean paused,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt)
        implements Row {

    @Override
    public UUID id() {
        return processId;
    }

    public boolean builtIn() {
        return ownerId.equals(Ids.INSTALLATION);
    }

    public boolean deleted() {
        return deletedAt != null;
    }

    /**
     * The state after one more event.
     *
     * @param state    null before the first
     * @param sequence of the event in its process
     * @param at       the event's timestamp
     * @throws IllegalStateException where the event can't follow the state: a broken stream
     */
    public static ProcessState evolve(
            @Nullable ProcessState state, UUID processId, UUID ownerId, ProcessEvent event, long sequence, Instant at) {
        if (event instanceof ProcessCreated created) {
            return new ProcessState(
                    processId,
                    ownerId,
                    sequence,
                    created.name(),
                    created.description(),
                    created.rule(),
                    created.active(),
                    false,
                    at,
                    at,
                    null);
        }
        if (state == null) {
            throw new IllegalStateException("Process %s has a %s ahead of its creation"
                    .formatted(processId, event.getClass().getSimpleName()));
        }
        if (event instanceof ProcessDescribed described) {
            return state.with(
                    sequence,
                    at,
                    described.name() == null ? state.name : described.name().to(),
                    described.description() == null
                            ? state.description
                            : described.description().to(),
                    state.rule,
                    state.active,
                    state.paused);
        } else if (event instanceof ProcessRuleChanged changed) {
            return state.with(sequence, at, state.name, state.description, changed.to(), state.active, state.paused);
        } else if (event instanceof ProcessActivated) {
            return state.with(sequence, at, state.name, state.description, state.rule, true, false);
        } else if (event instanceof ProcessDeactivated) {
            return state.with(sequence, at, state.name, state.description, state.rule, false, false);
        } else if (event instanceof ProcessPaused) {
            return state.with(sequence, at, state.name, state.description, state.rule, false, true);
        } else if (event instanceof ProcessDeleted) {
            return new ProcessState(
                    state.processId,
                    state.ownerId,
                    sequence,
                    state.name,
                    state.description,
                    state.rule,
                    false,
                    false,
                    state.createdAt,
                    at,
                    at);
        }
        throw new IllegalStateException("No fold for " + event.getClass().getName());
    }

    private ProcessState with(
            long newVersion,
            Instant at,
            @Nullable String newName,
            @Nullable String newDescription,
            ProcessRule newRule,
            boolean nowActive,
            boolean nowPaused) {
        return new ProcessState(
                processId,
                ownerId,
                newVersion,
                newName,
                newDescription,
                newRule,
                nowActive,
                nowPaused,
                createdAt,
                at,
                deletedAt);
    }
}
