package behflow.gateway.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Words that stand for somebody's text, one for each place. */
final class Canaries {

    final String mark = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    final List<String> words = new ArrayList<>();

    String word(String place) {
        String word = "canary" + place + mark;
        words.add(word);
        return word;
    }
}
