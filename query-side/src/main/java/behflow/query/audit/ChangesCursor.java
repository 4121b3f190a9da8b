package behflow.query.audit;

import behflow.api.kernel.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * How far pages of changes have come. Its text is opaque to clients and holds for the same changes only.
 *
 * @param from  position that they begin after
 * @param to    position that they end with
 * @param after the first position of the last task of the page before
 */
record ChangesCursor(long from, long to, long after) {

    String text() {
        String plain = from + "|" + to + "|" + after;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws RejectedException INVALID where this is no cursor */
    static ChangesCursor parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("\\|", -1);
            if (parts.length == 3) {
                return new ChangesCursor(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
            }
            throw invalid();
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    static RejectedException invalid() {
        return RejectedException.invalid(
                "cursor", "cursor must be the next_cursor of a page with the same parameters.");
    }
}
