package behflow.api.process.event;

import behflow.api.kernel.StoredAs;
import org.jspecify.annotations.Nullable;

/** Another name, another description, or both; null where erased. */
@StoredAs(
        value = "process.described",
        personal = {"from_name", "to_name", "from_description", "to_description"})
public record ProcessDescribed(
        @Nullable String fromName,
        @Nullable String toName,
        @Nullable String fromDescription,
        @Nullable String toDescription)
        implements ProcessEvent {}
