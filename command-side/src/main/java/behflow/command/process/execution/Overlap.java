package behflow.command.process.execution;

import behflow.api.process.OverlapPolicy;
import java.util.List;
import java.util.UUID;

/**
 * What becomes of a run while others of the same process and owner go on or wait.
 *
 * @param accepted  whether it gets in line
 * @param cancelled those that are to end for its sake
 */
public record Overlap(boolean accepted, List<UUID> cancelled) {

    /** A run that goes on or waits. */
    public record InHand(UUID executionId, boolean running, boolean byEvent) {}

    /**
     * What was promised to an event is kept: it always gets in line, and is not cancelled while it waits.
     *
     * @param others in order; not empty
     */
    public static Overlap of(OverlapPolicy policy, boolean byEvent, List<InHand> others) {
        if (policy == OverlapPolicy.CANCEL_OTHER) {
            return new Overlap(
                    true,
                    others.stream()
                            .filter(other -> other.running() || !other.byEvent())
                            .map(InHand::executionId)
                            .toList());
        }
        // One that waits alone is about to go on: there is room behind it.
        boolean room = policy == OverlapPolicy.BUFFER_ONE && others.size() == 1;
        return new Overlap(byEvent || room, List.of());
    }
}
