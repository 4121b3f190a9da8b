package behflow.gateway.kernel;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Positions, versions and limits as clients write them beside a body: ASCII digits, at most 18, and nothing else. */
public final class WholeNumbers {

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private WholeNumbers() {}

    /** From 0 up; null where it is none. */
    public static @Nullable Long parse(String raw) {
        return DIGITS.matcher(raw).matches() ? Long.valueOf(raw) : null;
    }
}
