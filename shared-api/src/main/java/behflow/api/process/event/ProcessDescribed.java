package behflow.api.process.event;

import behflow.api.kernel.StoredAs;
import org.jspecify.annotations.Nullable;

/**
 * Another name, another description, or both. Text that did not change is not written again.
 *
 * <p>Revision 1 had both texts before and after, changed or not, as {@code from_name}, {@code to_name},
 * {@code from_description} and {@code to_description}.
 *
 * @param name        null where it stayed
 * @param description null where it stayed
 */
@StoredAs(
        value = "process.described",
        revision = "2",
        personal = {
            "name.from",
            "name.to",
            "description.from",
            "description.to",
            "from_name",
            "to_name",
            "from_description",
            "to_description"
        })
public record ProcessDescribed(
        @Nullable TextChange name, @Nullable TextChange description) implements ProcessEvent {

    /** One text before and after; null where erased. */
    public record TextChange(
            @Nullable String from, @Nullable String to) {}
}
