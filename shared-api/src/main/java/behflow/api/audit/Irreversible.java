package behflow.api.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event about something that has left the house, such as an e-mail or a webhook call: an undo of its cause can't take it
 * back, and says so. Events implement it.
 */
public interface Irreversible {

    /** The task that it was about; null for none. Not an event's component where the event has none of that name. */
    @Nullable
    UUID irreversibleTask();

    /** What left, as one word of the API, for example {@code email} or {@code webhook}. */
    String irreversibleField();
}
