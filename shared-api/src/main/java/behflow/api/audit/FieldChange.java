package behflow.api.audit;

import org.jspecify.annotations.Nullable;

/**
 * One field before and after.
 *
 * @param from a text, number, Boolean, {@link java.time.Instant}, list or map of such; null for none or where erased
 * @param to   as {@code from}
 */
public record FieldChange(@Nullable Object from, @Nullable Object to) {}
