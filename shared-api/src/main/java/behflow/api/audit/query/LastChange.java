package behflow.api.audit.query;

import java.util.UUID;

/** @param correlationId what an undo takes */
public record LastChange(UUID correlationId) {}
