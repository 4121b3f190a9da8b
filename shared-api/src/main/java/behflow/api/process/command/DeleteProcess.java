package behflow.api.process.command;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Delete a process; its runs and their trace stay. Answered with its {@link behflow.api.process.ProcessState}.
 *
 * @param userId          who asks
 * @param expectedVersion the version that the client saw; null where it does not matter
 */
public record DeleteProcess(
        UUID processId, UUID userId, @Nullable Long expectedVersion) implements ProcessCommand {}
