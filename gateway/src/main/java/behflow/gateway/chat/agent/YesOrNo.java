package behflow.gateway.chat.agent;

import java.text.Normalizer;
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
            "yup",
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
            "please do",
            // In other languages, where a model has asked in those.
            "ja",
            "ja bitte",
            "oui",
            "sí",
            "sì",
            "si",
            "sim",
            "jo",
            "kyllä",
            "igen",
            "ano",
            "tak",
            "evet",
            "да",
            "ναι",
            "نعم",
            "بله",
            "כן",
            "हाँ",
            "はい",
            "是",
            "好的",
            "네");
    private static final Set<String> NOES = Set.of(
            "no",
            "n",
            "nope",
            "nah",
            "better not",
            "no thanks",
            "cancel",
            "stop",
            "don't",
            "do not",
            "never mind",
            "nevermind",
            "no don't",
            "nein",
            "nee",
            "non",
            "não",
            "nej",
            "nei",
            "ei",
            "nem",
            "nie",
            "ne",
            "hayır",
            "нет",
            "όχι",
            "لا",
            "نه",
            "לא",
            "नहीं",
            "いいえ",
            "不",
            "不要",
            "아니요");

    static YesOrNo of(String text) {
        String word = Normalizer.normalize(text, Normalizer.Form.NFC)
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[.!,。！،、]", "")
                .replaceAll("\\s+", " ")
                .strip();
        return YESES.contains(word) ? YES : NOES.contains(word) ? NO : NEITHER;
    }
}
