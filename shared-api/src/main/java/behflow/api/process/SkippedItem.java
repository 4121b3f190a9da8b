package behflow.api.process;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that a run left alone or could not change, and why.
 *
 * @param taskId null where it was no task
 * @param reason one plain sentence without anybody's text
 */
public record SkippedItem(@Nullable UUID taskId, String reason) {}
