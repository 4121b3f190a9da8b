package behflow.api.audit.command;

import behflow.api.audit.ErasureBasis;
import java.util.UUID;

/**
 * Take the text of one deleted task out of the log and everything made from it, for good. Answered with an
 * {@link behflow.api.audit.ErasureReport}; where nothing is left to erase, with that of the erasure before.
 */
public record EraseTask(UUID taskId, UUID userId, ErasureBasis basis) {}
