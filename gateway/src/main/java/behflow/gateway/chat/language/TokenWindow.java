package behflow.gateway.chat.language;

import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.Interval;

/** A part of the tokens as if it were all there are. */
final class TokenWindow implements TokenStream {

    private final List<Token> tokens;
    private final int from;
    private final int to;
    private final Token end = new CommonToken(Token.EOF);
    private int at;
    private int furthest;

    TokenWindow(List<Token> tokens, int from, int to) {
        this.tokens = tokens;
        this.from = from;
        this.to = to;
        ((CommonToken) end).setTokenIndex(to - from);
    }

    /** How many tokens have been looked at. */
    int seen() {
        return furthest + 1;
    }

    int place(Token token) {
        for (int i = from; i < to; i++) {
            if (tokens.get(i) == token) {
                return i - from;
            }
        }
        return to - from;
    }

    @Override
    public Token LT(int k) {
        int index = k < 0 ? at + k : at + k - 1;
        if (index < 0) {
            return end;
        }
        furthest = Math.max(furthest, index);
        return get(index);
    }

    @Override
    public Token get(int index) {
        return from + index < to ? tokens.get(from + index) : end;
    }

    @Override
    public int LA(int i) {
        return LT(i).getType();
    }

    @Override
    public void consume() {
        if (from + at < to) {
            at++;
        }
    }

    @Override
    public int mark() {
        return 0;
    }

    @Override
    public void release(int marker) {
        // Nothing is dropped, so there is nothing to keep.
    }

    @Override
    public int index() {
        return at;
    }

    @Override
    public void seek(int index) {
        at = index;
    }

    @Override
    public int size() {
        return to - from;
    }

    @Override
    public String getSourceName() {
        return "text";
    }

    @Override
    public TokenSource getTokenSource() {
        return new org.antlr.v4.runtime.ListTokenSource(tokens.subList(from, to));
    }

    @Override
    public String getText(Interval interval) {
        StringBuilder text = new StringBuilder();
        for (int i = interval.a; i <= interval.b && from + i < to; i++) {
            text.append(get(i).getText());
        }
        return text.toString();
    }

    @Override
    public String getText() {
        return getText(Interval.of(0, size() - 1));
    }

    @Override
    public String getText(RuleContext context) {
        return getText(context.getSourceInterval());
    }

    @Override
    public String getText(Token start, Token stop) {
        return getText(Interval.of(place(start), place(stop)));
    }
}
