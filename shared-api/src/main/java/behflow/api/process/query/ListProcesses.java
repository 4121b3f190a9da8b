package behflow.api.process.query;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The processes that a user sees: the built-in ones by name, then their own, oldest first. Answered with a
 * {@link ProcessPage}.
 *
 * @param limit  null for all
 * @param cursor {@link ProcessPage#nextCursor()} of the page before; null for the first
 */
public record ListProcesses(
        UUID userId, @Nullable Integer limit, @Nullable String cursor) {}
