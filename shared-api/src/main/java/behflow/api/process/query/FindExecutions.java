package behflow.api.process.query;

import java.util.Set;
import java.util.UUID;

/** Those of some runs that have begun, whosever they are. Answered with an {@link ExecutionPage}. */
public record FindExecutions(Set<UUID> executionIds) {}
