package behflow.gateway.task;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.task.TaskState;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The version that a client says it saw, by {@code If-Match} (RFC 9110, 13.1.1; contract, part 2): {@code *} or a list of
 * ETags, of which a weak one matches nothing. The aggregate compares again, so that nothing can come in between.
 */
final class SeenVersion {

    private static final String TAG = "(?:W/)?\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\"";
    /** Possessive: the matcher would keep a frame of the stack for each tag that it could give back, and a header has room for thousands. */
    private static final Pattern TAGS = Pattern.compile(TAG + "(?:[ \\t]*,[ \\t]*" + TAG + ")*+");

    private static final Pattern COMMA = Pattern.compile("(?<=\")[ \\t]*,[ \\t]*(?=W/\"|\")");

    private SeenVersion() {}

    /**
     * The version that the command must find; null where any will do.
     *
     * @param present finds the task; throws NOT_FOUND, FORBIDDEN
     * @throws RejectedException what {@code present} throws; INVALID; PRECONDITION_FAILED where no tag is the task's
     */
    static @Nullable Long of(@Nullable String header, Supplier<TaskState> present) {
        if (header == null || header.strip().equals("*")) {
            return null;
        }
        TaskState task = present.get();
        String tags = header.strip();
        if (!TAGS.matcher(tags).matches()) {
            throw RejectedException.invalid("If-Match", "If-Match must be * or ETags such as \"3\".");
        }
        String version = Long.toString(task.version());
        if (Stream.of(COMMA.split(tags)).noneMatch(tag -> tag.equals("\"" + version + "\""))) {
            throw new RejectedException(
                    RejectionCode.PRECONDITION_FAILED,
                    "The task is at version %s, which If-Match does not name".formatted(version));
        }
        return task.version();
    }
}
