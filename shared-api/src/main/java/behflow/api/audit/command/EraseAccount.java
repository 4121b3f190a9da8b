package behflow.api.audit.command;

import behflow.api.audit.ErasureBasis;
import java.util.UUID;

/**
 * Take an account and all its personal text away, for good, and end its log. Answered with an
 * {@link behflow.api.audit.ErasureReport}.
 */
public record EraseAccount(UUID userId, ErasureBasis basis) {}
