package behflow.api.audit.query;

import java.util.Map;
import java.util.UUID;

/**
 * Names by id; an id whose name is not known, or was erased, is missing.
 *
 * @param users        name and last name
 * @param chatSessions as their client calls them
 */
public record Names(Map<UUID, String> users, Map<UUID, String> chatSessions) {}
