package behflow.gateway.chat.agent;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words that point at what was just shown: "it", "the second one", "1 and 3", "the last two", "both". */
final class References {

    private static final List<String> ORDINALS =
            List.of("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth");
    private static final List<String> COUNTS =
            List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");
    private static final String ORDINAL = "(?:the )?(?:" + String.join("|", ORDINALS)
            + "|last|\\d{1,3}(?:st|nd|rd|th)?)(?: (?:one|task))?" + "|(?:number|task|no\\.?|#) ?\\d{1,3}";
    private static final Pattern ONES =
            Pattern.compile("(?:" + ORDINAL + ")(?:(?:, ?(?:and )?| and | & )(?:" + ORDINAL + "))*+");
    private static final Pattern SOME =
            Pattern.compile("(?:the )?(first|last) (\\d{1,3}|" + String.join("|", COUNTS) + ")(?: (?:ones|tasks))?");
    private static final Set<String> ONE =
            Set.of("it", "that", "this", "that one", "this one", "that task", "this task");
    private static final Set<String> ALL = Set.of(
            "them",
            "these",
            "those",
            "all of them",
            "them all",
            "both",
            "both of them",
            "both tasks",
            "these tasks",
            "those tasks",
            "all of these",
            "all of those",
            "all these",
            "all those");

    private References() {}

    private static String bare(String target) {
        return target.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll(Filters.END, "")
                .strip();
    }

    /** Whether it is such words and nothing else. */
    static boolean is(String target) {
        String words = bare(target);
        return ONE.contains(words)
                || ALL.contains(words)
                || !words.equals("one") && SOME.matcher(words).matches() && !words.endsWith(" one")
                || ONES.matcher(words).matches();
    }

    /** The ids that are meant; empty where nothing was shown that it could be. */
    static List<String> of(String target, List<String> shown) {
        String words = bare(target);
        Set<String> ids = new LinkedHashSet<>();
        if (shown.isEmpty()) {
            return List.of();
        }
        Matcher some = SOME.matcher(words);
        if (ONE.contains(words)) {
            ids.add(shown.get(0));
        } else if (ALL.contains(words)) {
            ids.addAll(shown);
        } else if (!words.endsWith(" one") && some.matches()) {
            int count = Math.min(
                    shown.size(),
                    COUNTS.contains(some.group(2))
                            ? COUNTS.indexOf(some.group(2)) + 1
                            : Integer.parseInt(some.group(2)));
            ids.addAll(
                    some.group(1).equals("first")
                            ? shown.subList(0, count)
                            : shown.subList(shown.size() - count, shown.size()));
        } else {
            for (String part : words.split(",? and |, ?| & ")) {
                int number = number(part, shown.size());
                if (number < 1 || number > shown.size()) {
                    return List.of();
                }
                ids.add(shown.get(number - 1));
            }
        }
        return ids.contains("") ? List.of() : List.copyOf(ids);
    }

    private static int number(String part, int count) {
        String word = part.replaceAll("^the | (?:one|task)$", "").strip();
        if (word.equals("last")) {
            return count;
        }
        String digits = word.replaceAll("\\D", "");
        return ORDINALS.contains(word) ? ORDINALS.indexOf(word) + 1 : digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }
}
