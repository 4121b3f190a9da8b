package behflow.gateway.chat.language;

import java.util.regex.Pattern;

/** What is left of a text when phrases are cut out of it; the work grows with the text's length and no faster. */
final class NameBuilder {

    private static final Pattern EMPTY_BRACKETS = Pattern.compile("\\(\\s*\\)|\\[\\s*]");
    private static final String TRAILING = ",;:-\u2013\u2014";
    private static final String LEADING = TRAILING + ".!?";
    private static final String BLANKS = " \t\n\u000B\f\r";

    private final int[] points;
    private final StringBuilder name = new StringBuilder();
    private int done;

    NameBuilder(int[] points) {
        this.points = points;
    }

    /** Cuts from start to end, after all that was cut before. */
    void cut(int start, int end) {
        add(new String(points, done, start - done));
        done = end;
    }

    String build() {
        add(new String(points, done, points.length - done));
        String text = trimmed(EMPTY_BRACKETS.matcher(name).replaceAll("").strip());
        return text.matches("[\\p{Punct}\\s]*") && done > 0 ? "" : text;
    }

    /** Without marks that stand apart at its beginning, and without marks at its end; in turn, while there are any. */
    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        int marks = 0;
        while (true) {
            int before = to - from;
            while (marks < to && LEADING.indexOf(text.charAt(marks)) >= 0) {
                marks++;
            }
            if (marks > from && marks < to && BLANKS.indexOf(text.charAt(marks)) >= 0) {
                from = marks + 1;
            }
            int end = to;
            while (end > from && TRAILING.indexOf(text.charAt(end - 1)) >= 0) {
                end--;
            }
            if (end < to) {
                to = end;
                while (to > from && BLANKS.indexOf(text.charAt(to - 1)) >= 0) {
                    to--;
                }
            }
            while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
                to--;
            }
            while (from < to && Character.isWhitespace(text.charAt(from))) {
                from++;
            }
            marks = Math.max(marks, from);
            if (to - from == before) {
                return text.substring(from, to);
            }
        }
    }

    private void add(String piece) {
        if (name.length() == 0) {
            name.append(done == 0 ? piece : piece.stripLeading());
            return;
        }
        while (name.length() > 0 && Character.isWhitespace(name.charAt(name.length() - 1))) {
            name.setLength(name.length() - 1);
        }
        char last = name.length() == 0 ? ' ' : name.charAt(name.length() - 1);
        String right = piece.stripLeading();
        if (right.startsWith(",") && (last == ',' || name.length() == 0)) {
            right = right.substring(1).stripLeading();
        }
        boolean glue = right.isEmpty() || ",;:.!?)]".indexOf(right.charAt(0)) >= 0 || last == '(';
        name.append(glue ? "" : " ").append(right);
    }
}
