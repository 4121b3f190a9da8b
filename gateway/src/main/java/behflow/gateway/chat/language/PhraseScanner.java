package behflow.gateway.chat.language;

import behflow.gateway.chat.language.grammar.PhraseRules;
import behflow.gateway.chat.language.grammar.PhraseTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.jspecify.annotations.Nullable;

/** Finds phrases: at every token the longest window that the grammar takes, and on after it. */
final class PhraseScanner {

    /** A phrase is never longer; what bounds the work for each token. */
    static final int LONGEST = 24;

    private static final IntervalSet FIRST =
            PhraseRules._ATN.nextTokens(PhraseRules._ATN.ruleToStartState[PhraseRules.RULE_phrase]);

    /** A phrase that fits: its first token, the one after its last, and its tree. */
    record Fit(int from, int to, ParserRuleContext tree) {}

    final List<Token> tokens = new ArrayList<>();
    private final PhraseRules parser;
    private long steps;

    PhraseScanner(String text) {
        PhraseTokens lexer = new PhraseTokens(CharStreams.fromString(latinDigits(text)));
        lexer.removeErrorListeners();
        for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
            tokens.add(token);
        }
        parser = new PhraseRules(new TokenWindow(tokens, 0, 0));
        parser.removeErrorListeners();
        parser.setErrorHandler(new BailErrorStrategy());
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
    }

    List<Fit> scan() {
        List<Fit> fits = new ArrayList<>();
        for (int i = 0; i < tokens.size(); ) {
            Fit fit = FIRST.contains(tokens.get(i).getType()) ? longest(i) : null;
            if (fit != null) {
                fits.add(fit);
            }
            i = fit == null ? i + 1 : fit.to();
        }
        return fits;
    }

    /** How many tokens the grammar has looked at. */
    long steps() {
        return steps;
    }

    private @Nullable Fit longest(int from) {
        int limit = Math.min(tokens.size(), from + LONGEST);
        List<Integer> ends = PhraseShape.ends(tokens, from, limit);
        for (int i = ends.size() - 1; i >= 0; i--) {
            ParserRuleContext tree = attempt(from, ends.get(i), PhraseRules::phrase);
            if (tree != null) {
                return new Fit(from, ends.get(i), (ParserRuleContext) tree.getChild(0));
            }
        }
        return null;
    }

    @Nullable
    ParserRuleContext whole(Function<PhraseRules, ? extends ParserRuleContext> entry) {
        return tokens.size() > 2 * LONGEST ? null : attempt(0, tokens.size(), entry);
    }

    private @Nullable ParserRuleContext attempt(
            int from, int to, Function<PhraseRules, ? extends ParserRuleContext> entry) {
        TokenWindow window = new TokenWindow(tokens, from, to);
        parser.setTokenStream(window);
        try {
            return entry.apply(parser);
        } catch (ParseCancellationException e) {
            return null;
        } finally {
            steps += window.seen();
        }
    }

    private static String latinDigits(String text) {
        StringBuilder latin = new StringBuilder(text);
        for (int i = 0; i < latin.length(); i++) {
            char c = latin.charAt(i);
            if ((c >= '\u0660' && c <= '\u0669') || (c >= '\u06F0' && c <= '\u06F9')) {
                latin.setCharAt(i, (char) ('0' + Character.digit(c, 10)));
            }
        }
        return latin.toString();
    }
}
