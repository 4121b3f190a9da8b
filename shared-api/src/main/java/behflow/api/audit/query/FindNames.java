package behflow.api.audit.query;

import java.util.Set;
import java.util.UUID;

/** The names behind ids in the log. Answered with {@link Names}. */
public record FindNames(Set<UUID> users, Set<UUID> chatSessions) {}
