package behflow.api.task.query;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A word that a search looks for, in lower case: it begins a word of a text, or stands anywhere in it where its script puts no
 * space between words. Such letters bound other words as well: {@code excel} is in {@code 用Excel做表}.
 */
public record SearchWord(String text) {

    /** Of scripts that put no space between words, first and last code points: Thai, Lao, Tibetan, Burmese, Khmer, Han, kana … */
    private static final int[][] UNSPACED = {
        {0x0E00, 0x109F},
        {0x1780, 0x17FF},
        {0x1950, 0x19FF},
        {0x1A20, 0x1AAF},
        {0x2E80, 0x312F},
        {0x31A0, 0x31FF},
        {0x3400, 0x4DBF},
        {0x4E00, 0xA4CF},
        {0xA9E0, 0xA9FF},
        {0xAA60, 0xAADF},
        {0xF900, 0xFAFF},
        {0xFF66, 0xFF9F},
        {0x1AFF0, 0x1B16F},
        {0x20000, 0x3FFFF}
    };

    private static final String UNSPACED_LETTERS = letters();

    /** In Java's expressions, all that PostgreSQL's {@code [:alnum:]} is by the locale C.UTF-8. */
    private static final String ALPHANUMERIC = "\\p{IsAlphabetic}0-9";

    /** The words of what a client looks for, each once; none where it is blank. */
    public static List<SearchWord> of(String search) {
        List<SearchWord> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int c : (search + " ").codePoints().toArray()) {
            if (!Character.isWhitespace(c) && !Character.isSpaceChar(c)) {
                word.appendCodePoint(Character.toLowerCase(c));
            } else if (!word.isEmpty()) {
                words.add(new SearchWord(word.toString()));
                word.setLength(0);
            }
        }
        return words.stream().distinct().toList();
    }

    /** Each letter by itself, as PostgreSQL's {@code lower} by the locale C.UTF-8: as many letters as before. */
    public static String lower(String text) {
        return text.codePoints()
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** A regular expression that PostgreSQL finds in {@link #lower lower-case} texts. */
    public String posix() {
        return expression("[:alnum:]");
    }

    /** As {@link #posix}, for Java. */
    public Pattern pattern() {
        return Pattern.compile(expression(ALPHANUMERIC));
    }

    private String expression(String alphanumeric) {
        StringBuilder expression = new StringBuilder();
        int first = text.codePointAt(0);
        if (Character.isLetterOrDigit(first) && !unspaced(first)) {
            expression.append("(?:^|[^").append(alphanumeric).append('_');
            if (first > 127 && Character.isDigit(first)) {
                int zero = first - Character.digit(first, 10);
                expression.appendCodePoint(zero).append('-').appendCodePoint(zero + 9);
            }
            expression.append("]|[").append(UNSPACED_LETTERS).append("])");
        }
        text.codePoints().forEach(c -> {
            if (c == 'σ' || c == 'ς') {
                // One letter, written in another way at the end of a word.
                expression.append("[σς]");
                return;
            }
            if (c < 128 && !Character.isLetterOrDigit(c)) {
                expression.append('\\');
            }
            expression.appendCodePoint(c);
        });
        return expression.toString();
    }

    private static boolean unspaced(int c) {
        for (int[] range : UNSPACED) {
            if (c >= range[0] && c <= range[1]) {
                return true;
            }
        }
        return false;
    }

    private static String letters() {
        StringBuilder letters = new StringBuilder();
        for (int[] range : UNSPACED) {
            letters.appendCodePoint(range[0]).append('-').appendCodePoint(range[1]);
        }
        return letters.toString();
    }
}
