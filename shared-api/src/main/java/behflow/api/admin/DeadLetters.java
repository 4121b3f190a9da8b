package behflow.api.admin;

import behflow.api.kernel.LogFollower;
import behflow.api.kernel.RejectedException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events that a {@link LogFollower} could not handle, and those of the same owner that wait behind them. */
public interface DeadLetters {

    /** The oldest ones, at most {@code limit}. */
    List<Letter> list(int limit);

    /**
     * @throws RejectedException NOT_FOUND where there is no such letter, or no longer
     */
    Letter find(UUID letterId);

    /** How many there are for each follower, of all that this node knows; 0 where there are none. */
    Map<String, Long> counts();

    /**
     * Tries the letter's sequence again, from its first letter on, until one fails.
     *
     * @return what is left of the sequence; empty when all were handled
     * @throws RejectedException NOT_FOUND where there is no such letter, CONFLICT while it is being tried elsewhere
     */
    List<Letter> retry(UUID letterId);

    /**
     * Takes a letter away that the installation's log says was given up, where it is still there: releases before this one wrote
     * that down ahead of it, and may have died in between.
     */
    void forget(UUID letterId);

    /**
     * One letter.
     *
     * @param follower     who could not handle it
     * @param ownerId      whose event it is
     * @param position     of the event in its owner's log
     * @param type         the event's stored name
     * @param attempts     how often it failed; 0: it waits for the one ahead
     * @param causeType    class of the last failure; null where it only waits
     * @param causeMessage of the last failure, at most 1,000 characters
     */
    record Letter(
            UUID letterId,
            String follower,
            UUID ownerId,
            UUID eventId,
            long position,
            String type,
            Instant enqueuedAt,
            Instant lastTried,
            int attempts,
            @Nullable String causeType,
            @Nullable String causeMessage) {}
}
