package behflow.api.process.command;

import behflow.api.process.ProcessChange;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Change a process. Answered with its {@link behflow.api.process.ProcessState}; rejected as {@link CreateProcess} is, and
 * as FORBIDDEN where it is built in or someone else's.
 *
 * @param userId          who asks
 * @param expectedVersion the version that the client saw; null where it does not matter
 */
public record ChangeProcess(
        UUID processId,
        UUID userId,
        ProcessChange change,
        @Nullable Long expectedVersion) implements ProcessCommand {}
