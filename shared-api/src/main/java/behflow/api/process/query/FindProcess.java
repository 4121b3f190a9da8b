package behflow.api.process.query;

import java.util.UUID;

/**
 * One process, whoever's it is, unless deleted: who may see it is decided by the caller, which knows 404 from 403. Answered
 * with a {@link ProcessView}, or null where there is none.
 *
 * @param userId whose last execution is asked for
 */
public record FindProcess(UUID processId, UUID userId) {}
