package behflow.api.chat.query;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Oldest first. */
public record Quotations(List<Quotation> messages) {

    /** @param session the client's name for the conversation */
    public record Quotation(@Nullable String session, UUID messageId) {}
}
