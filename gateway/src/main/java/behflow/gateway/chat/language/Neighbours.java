package behflow.gateway.chat.language;

import behflow.gateway.chat.language.Moment.Weight;
import behflow.gateway.chat.language.grammar.PhraseTokens;
import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.Token;

/** What stands before and after a phrase, and whether it may be believed there. A false date is worse than a missed one. */
final class Neighbours {

    private enum Next {
        END,
        PHRASE,
        FUNCTION,
        PLAIN
    }

    private final int[] points;
    private final List<Token> tokens;
    private final boolean[] starts;
    private final boolean[] covered;

    /**
     * @param points  the text
     * @param starts  tokens with which a phrase that is believed begins
     * @param covered tokens of any phrase that fits
     */
    Neighbours(int[] points, List<Token> tokens, boolean[] starts, boolean[] covered) {
        this.points = points;
        this.tokens = tokens;
        this.starts = starts;
        this.covered = covered;
    }

    /** White space or opening punctuation before, white space or closing punctuation after. */
    boolean apart(int from, int to) {
        int before = tokens.get(from).getStartIndex() - 1;
        int after = tokens.get(to - 1).getStopIndex() + 1;
        boolean left = before < 0
                || Character.isWhitespace(points[before])
                || Character.isSpaceChar(points[before])
                || (tokens.get(from).getType() == PhraseTokens.COMMA)
                || "([{,;:!?.\u2026\u2013\u2014\u00bf\u00a1".indexOf(points[before]) >= 0;
        boolean right = after >= points.length
                || Character.isWhitespace(points[after])
                || Character.isSpaceChar(points[after])
                || (")]},;:!?.\u2026\u2013\u2014".indexOf(points[after]) >= 0
                        && (after + 1 >= points.length || !Character.isLetterOrDigit(points[after + 1])));
        return left && right;
    }

    /** Whether a date, a time or a repetition stands well here. */
    boolean dated(int from, int to, Weight weight, boolean marked) {
        String before = word(from - 1);
        if (!marked && Words.NO_DATE_AFTER.contains(before) || before.equals("not") || before.equals("from")) {
            return false;
        }
        if (marked && Words.STICKY.contains(before)) {
            return false;
        }
        if (word(to).equals("of")) {
            return false;
        }
        Next next = next(to);
        if (next == Next.END || next == Next.PHRASE || weight == Weight.FIRM) {
            return true;
        }
        if (weight == Weight.FRAGILE) {
            return next == Next.FUNCTION && marked;
        }
        if (next == Next.FUNCTION) {
            return true;
        }
        return first(from) && (weight == Weight.LIGHT || Words.VERBS.contains(word(to)));
    }

    /** Whether words of priority stand well here. */
    boolean adjectival(int from, int to) {
        Next next = next(to);
        if (Words.ARTICLES.contains(word(from - 1))) {
            return false;
        }
        return next == Next.END || next == Next.PHRASE || (first(from) && Words.VERBS.contains(word(to)));
    }

    /** Whether the phrase ends a clause or another one follows. */
    boolean closed(int to) {
        return next(to) == Next.END || next(to) == Next.PHRASE;
    }

    boolean first(int from) {
        for (int i = 0; i < from; i++) {
            if (!covered[i] && Character.isLetterOrDigit(points[tokens.get(i).getStartIndex()])) {
                return false;
            }
        }
        return true;
    }

    /** The word at the token in lower case; empty where there is none or punctuation parts it. */
    String word(int index) {
        return index < 0 || index >= tokens.size()
                ? ""
                : tokens.get(index).getText().toLowerCase(Locale.ROOT);
    }

    boolean capitalised(int index) {
        return index >= 0
                && index < tokens.size()
                && Character.isUpperCase(points[tokens.get(index).getStartIndex()]);
    }

    private Next next(int to) {
        if (to >= tokens.size()) {
            return Next.END;
        }
        int start = tokens.get(to).getStartIndex();
        if (starts[to]) {
            return Next.PHRASE;
        }
        if (",;:.!?)]}\u2026\u2013\u2014-".indexOf(points[start]) >= 0) {
            return Next.END;
        }
        return Words.FUNCTION.contains(word(to)) ? Next.FUNCTION : Next.PLAIN;
    }
}
