package behflow.api.process.query;

import java.util.Set;
import java.util.UUID;

/**
 * Some processes, whosever they are, without those that are deleted. Answered with a {@link ProcessPage}, in which no last
 * execution is told.
 */
public record FindProcesses(Set<UUID> processIds) {}
