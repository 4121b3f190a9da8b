package behflow.api.kernel;

import java.text.Normalizer;

/**
 * The rules for any text that a client sends: no NUL, no unpaired surrogate, normalised to NFC, its length counted in
 * code points. Checked before anything is stored, because PostgreSQL's {@code text} and {@code jsonb} refuse what
 * {@code bytea} takes. How long a text may be is checked first: to put marks in order takes the square of how many stand in a
 * row.
 */
public final class Text {

    /** No character of NFC stands for more: the longest canonical decomposition is that of U+1F82 and its like. */
    private static final int LONGEST_DECOMPOSITION = 4;

    /**
     * A text with more marks in a row is left as it is. Unicode calls more than 30 unheard of (UAX #15, section 13); so many has
     * nothing that is compared, whatever it decomposes to: a user's name, a password, a tag or the name of a conversation.
     */
    private static final int MARKS_MAXIMUM = 4 * 128;

    private Text() {}

    /**
     * The normalised text.
     *
     * @throws RejectedException INVALID naming {@code field}
     */
    public static String of(String field, String raw, int minimum, int maximum) {
        String text = normalised(wellFormed(field, raw), maximum);
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

    /** The text as it is; refuses NUL and unpaired surrogates. */
    public static String wellFormed(String field, String raw) {
        if (fault(raw, 0) >= 0) {
            throw RejectedException.invalid(field, field + " must not contain NUL characters or unpaired surrogates.");
        }
        return raw;
    }

    /** NFC of a text that nobody can be asked to mend: what {@link #wellFormed} refuses becomes U+FFFD. */
    public static String mended(String raw) {
        StringBuilder text = new StringBuilder(raw);
        for (int i = fault(raw, 0); i >= 0; i = fault(raw, i + 1)) {
            text.setCharAt(i, '\uFFFD');
        }
        return composed(text.toString());
    }

    /** NFC of what may stand for a text of so many code points; what is longer even in NFC stays as it is. */
    public static String normalised(String raw, int maximum) {
        return raw.codePointCount(0, raw.length()) > LONGEST_DECOMPOSITION * maximum ? raw : composed(raw);
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
        return piled(raw) || Normalizer.isNormalized(raw, Normalizer.Form.NFC)
                ? raw
                : Normalizer.normalize(raw, Normalizer.Form.NFC);
    }

    private static boolean piled(String text) {
        int marks = 0;
        for (int i = 0; i < text.length() && marks <= MARKS_MAXIMUM; i += Character.charCount(text.codePointAt(i))) {
            marks = mark(text.codePointAt(i)) ? marks + 1 : 0;
        }
        return marks > MARKS_MAXIMUM;
    }

    private static boolean mark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }
}
