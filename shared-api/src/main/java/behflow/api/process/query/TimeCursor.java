package behflow.api.process.query;

import behflow.api.kernel.Ids;
import behflow.api.kernel.RejectedException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** The place of a row in a list that is sorted by a time and an id. Its text is opaque to clients. */
public record TimeCursor(Instant at, UUID id) {

    /** Ahead of every row of a list with the newest first. */
    public static final TimeCursor NEWEST = new TimeCursor(Instant.parse("9999-12-31T23:59:59Z"), new UUID(-1, -1));

    /** Ahead of every row of a list with the oldest first. */
    public static final TimeCursor OLDEST = new TimeCursor(Instant.EPOCH, new UUID(0, 0));

    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((at + "|" + id).getBytes(StandardCharsets.UTF_8));
    }

    /** @throws RejectedException INVALID where this is no cursor */
    public static TimeCursor parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("\\|", -1);
            if (parts.length == 2) {
                Instant at = Instant.parse(parts[0]);
                if (!at.isBefore(Instant.EPOCH) && !at.isAfter(NEWEST.at)) {
                    return new TimeCursor(at, Ids.parse(parts[1]).orElseThrow(IllegalArgumentException::new));
                }
            }
            throw invalid();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw invalid();
        }
    }

    private static RejectedException invalid() {
        return RejectedException.invalid("cursor", "cursor must be the next_cursor of a page of this list.");
    }
}
