package behflow.api.process.event;

import behflow.api.kernel.StoredAs;
import org.jspecify.annotations.Nullable;

/** Another name, another description, or both; null where erased. */
@StoredAs("process.described")
public record ProcessDescribed(
        @Nullable String fromName,
        @Nullable String toName,
        @Nullable String fromDescription,
        @Nullable String toDescription)
        implements ProcessEvent {}
