package behflow.gateway.chat.language;

import behflow.gateway.chat.language.grammar.PhraseRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.RuleStopState;
import org.antlr.v4.runtime.atn.RuleTransition;
import org.antlr.v4.runtime.atn.Transition;
import org.jspecify.annotations.Nullable;

/**
 * Where phrases that begin at a token can end, in one look at each token. No rule of the grammar calls itself, so what
 * {@code phrase} takes is a regular language: its automaton is read from the generated parser's network, state by state as texts
 * ask for them, and kept. The parser then sees only what fits, rather than every window that might.
 */
final class PhraseShape {

    private static final ATN NET = PhraseRules._ATN;

    /** A state of the network, and where its rule goes on when it is over. */
    private record Place(int state, @Nullable Place back) {}

    /** All places where the tokens so far can have led. */
    private static final class Node {
        private final Set<Place> places;
        private final boolean whole;
        private final AtomicReferenceArray<@Nullable Node> next = new AtomicReferenceArray<>(NET.maxTokenType + 1);

        Node(Set<Place> places) {
            this.places = places;
            this.whole =
                    places.stream().anyMatch(place -> !after(place, Token.EOF).isEmpty());
        }
    }

    private static final Map<Set<Place>, Node> NODES = new ConcurrentHashMap<>();
    private static final Node START =
            node(reached(NET.ruleToStartState[PhraseRules.RULE_phrase], null, new HashSet<>()));

    private PhraseShape() {}

    /** The ends of phrases that begin at {@code from}, each after the phrase's last token, the shortest first. */
    static List<Integer> ends(List<Token> tokens, int from, int limit) {
        List<Integer> ends = new ArrayList<>();
        Node node = START;
        for (int i = from; i < limit; i++) {
            node = step(node, tokens.get(i).getType());
            if (node.places.isEmpty()) {
                break;
            }
            if (node.whole) {
                ends.add(i + 1);
            }
        }
        return ends;
    }

    private static Node step(Node node, int type) {
        Node next = node.next.get(type);
        if (next == null) {
            Set<Place> places = new HashSet<>();
            for (Place place : node.places) {
                places.addAll(after(place, type));
            }
            next = node(places);
            node.next.set(type, next);
        }
        return next;
    }

    private static Node node(Set<Place> places) {
        return NODES.computeIfAbsent(Set.copyOf(places), Node::new);
    }

    /** Where one token leads from a place. */
    private static Set<Place> after(Place place, int type) {
        Set<Place> places = new HashSet<>();
        for (Transition transition : NET.states.get(place.state).getTransitions()) {
            if (!transition.isEpsilon() && transition.matches(type, Token.MIN_USER_TOKEN_TYPE, NET.maxTokenType)) {
                reached(transition.target, place.back, places);
            }
        }
        return places;
    }

    /** Adds the state and all that it leads to without a token. */
    private static Set<Place> reached(ATNState state, @Nullable Place back, Set<Place> places) {
        if (state instanceof RuleStopState && back != null) {
            return reached(NET.states.get(back.state), back.back, places);
        }
        if (places.add(new Place(state.stateNumber, back))) {
            for (Transition transition : state.getTransitions()) {
                if (transition instanceof RuleTransition rule) {
                    reached(rule.target, new Place(rule.followState.stateNumber, back), places);
                } else if (transition.isEpsilon() && !(state instanceof RuleStopState)) {
                    reached(transition.target, back, places);
                }
            }
        }
        return places;
    }
}
