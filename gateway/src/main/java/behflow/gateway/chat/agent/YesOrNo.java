package behflow.gateway.chat.agent;

import java.util.Locale;
import java.util.Set;

/** The user's word on a plan. Only a message that is nothing else counts: a yes inside another request confirms nothing. */
enum YesOrNo {
    YES,
    NO,
    NEITHER;

    private static final Set<String> YESES = Set.of(
            "yes",
            "y",
            "yes please",
            "yep",
            "yeah",
            "sure",
            "ok",
            "okay",
            "do it",
            "go ahead",
            "confirm",
            "confirmed",
            "yes do it",
            "yes delete",
            "yes delete it",
            "yes delete them",
            "please do");
    private static final Set<String> NOES = Set.of(
            "no", "n", "nope", "no thanks", "cancel", "stop", "don't", "do not", "never mind", "nevermind", "no don't");

    static YesOrNo of(String text) {
        String word = text.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[.!,]", "")
                .replaceAll("\\s+", " ")
                .strip();
        return YESES.contains(word) ? YES : NOES.contains(word) ? NO : NEITHER;
    }
}
