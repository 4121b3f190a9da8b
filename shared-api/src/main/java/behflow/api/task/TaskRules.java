package behflow.api.task;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.Text;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The rules for a task's values, whoever brings them: contract, part 1. Each names its field when it rejects. */
public final class TaskRules {

    public static final int NAME_MAXIMUM = 255;
    public static final int DESCRIPTION_MAXIMUM = 10_000;
    public static final int TAGS_MAXIMUM = 50;
    public static final int TAG_MAXIMUM = 50;

    /** 1970-01-01T00:00:00Z. */
    public static final Instant EARLIEST_DUE = Instant.EPOCH;
    /** The last second of the year 9999, UTC. */
    public static final Instant LATEST_DUE = Instant.parse("9999-12-31T23:59:59Z");

    private TaskRules() {}

    /** 1 to 255 characters, not blank. */
    public static String name(String raw) {
        return Text.notBlank("name", raw, NAME_MAXIMUM);
    }

    /** Up to 10,000 characters. */
    public static String description(String raw) {
        return Text.of("description", raw, 0, DESCRIPTION_MAXIMUM);
    }

    /** Up to 50 tags of 1 to 50 characters, without surrounding white space, duplicates folded, in the order given. */
    public static List<String> tags(List<String> raw) {
        Set<String> tags = new LinkedHashSet<>();
        for (String tag : raw) {
            tags.add(Text.notBlank("tags", tag.strip(), TAG_MAXIMUM));
        }
        if (tags.size() > TAGS_MAXIMUM) {
            throw RejectedException.invalid("tags", "tags must have at most 50 entries.");
        }
        return List.copyOf(tags);
    }

    /** Whole seconds, in the years 1970 to 9999. */
    public static Instant dueDate(Instant raw) {
        Instant due = raw.truncatedTo(ChronoUnit.SECONDS);
        if (due.isBefore(EARLIEST_DUE) || due.isAfter(LATEST_DUE)) {
            throw RejectedException.invalid("due_date", "due_date must be in the years 1970 to 9999.");
        }
        return due;
    }
}
