package behflow.api.process.query;

import org.jspecify.annotations.Nullable;

/** A field's value before and after: text, number, list of texts, id or {@link java.time.Instant}; null for none. */
public record FieldChange(@Nullable Object from, @Nullable Object to) {}
