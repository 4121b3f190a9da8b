package behflow.api.kernel;

import java.text.Normalizer;

/**
 * The rules for any text that a client sends: no NUL, no unpaired surrogate, normalised to NFC, its length counted in
 * code points. Checked before anything is stored, because PostgreSQL's {@code text} and {@code jsonb} refuse what
 * {@code bytea} takes.
 */
public final class Text {

    private Text() {}

    /**
     * The normalised text.
     *
     * @throws RejectedException INVALID naming {@code field}
     */
    public static String of(String field, String raw, int minimum, int maximum) {
        String text = clean(field, raw);
        int length = text.codePointCount(0, text.length());
        if (length < minimum || length > maximum) {
            throw RejectedException.invalid(
                    field,
                    minimum == 0
                            ? "%s must have at most %,d characters.".formatted(field, maximum)
                            : "%s must have %d to %,d characters.".formatted(field, minimum, maximum));
        }
        return text;
    }

    /** As {@link #of}, and at least one character of it is not white space. */
    public static String notBlank(String field, String raw, int maximum) {
        String text = of(field, raw, 1, maximum);
        if (text.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
            throw RejectedException.invalid(field, field + " must not be blank.");
        }
        return text;
    }

    /** Refuses NUL and unpaired surrogates, and normalises to NFC. */
    public static String clean(String field, String raw) {
        if (fault(raw, 0) >= 0) {
            throw RejectedException.invalid(field, field + " must not contain NUL characters or unpaired surrogates.");
        }
        return composed(raw);
    }

    /** For a text that nobody can be asked to mend: what {@link #clean} refuses becomes U+FFFD. */
    public static String mended(String raw) {
        StringBuilder text = new StringBuilder(raw);
        for (int i = fault(raw, 0); i >= 0; i = fault(raw, i + 1)) {
            text.setCharAt(i, '\uFFFD');
        }
        return composed(text.toString());
    }

    /** Where the first NUL or unpaired surrogate is; -1 for nowhere. */
    private static int fault(String raw, int from) {
        for (int i = from; i < raw.length(); i++) {
            char c = raw.charAt(i);
            boolean paired =
                    Character.isHighSurrogate(c) && i + 1 < raw.length() && Character.isLowSurrogate(raw.charAt(i + 1));
            if (paired) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                return i;
            }
        }
        return -1;
    }

    private static String composed(String raw) {
        return Normalizer.isNormalized(raw, Normalizer.Form.NFC) ? raw : Normalizer.normalize(raw, Normalizer.Form.NFC);
    }
}
