package behflow.command.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where tags stand after an undo: those from before in the order from before, later ones beside the tags they stand by now, the rest last. */
final class TagOrder {

    private TagOrder() {}

    /**
     * The tags in order.
     *
     * @param tags   which
     * @param before the order that comes back
     * @param now    the order of those that were not there before
     */
    static List<String> of(Set<String> tags, List<String> before, List<String> now) {
        List<String> ordered = new ArrayList<>(before);
        ordered.retainAll(tags);
        for (int i = 0; i < now.size(); i++) {
            String tag = now.get(i);
            if (tags.contains(tag) && !ordered.contains(tag)) {
                ordered.add(place(ordered, now, i), tag);
            }
        }
        tags.stream().filter(tag -> !ordered.contains(tag)).forEach(ordered::add);
        return List.copyOf(ordered);
    }

    /** After the nearest tag on its left, else before the nearest on its right, else last. */
    private static int place(List<String> ordered, List<String> now, int index) {
        for (int i = index - 1; i >= 0; i--) {
            int left = ordered.indexOf(now.get(i));
            if (left >= 0) {
                return left + 1;
            }
        }
        for (int i = index + 1; i < now.size(); i++) {
            int right = ordered.indexOf(now.get(i));
            if (right >= 0) {
                return right;
            }
        }
        return ordered.size();
    }
}
