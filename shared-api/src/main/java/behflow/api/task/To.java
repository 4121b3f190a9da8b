package behflow.api.task;

import org.jspecify.annotations.Nullable;

/** A field is to have this value; null clears it. A field that is to keep its value has no {@code To}. */
public record To<T>(@Nullable T value) {}
