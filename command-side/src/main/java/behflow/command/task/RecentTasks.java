package behflow.command.task;

import behflow.api.task.TaskState;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tasks as this node has written them in the last few seconds. Another node may have changed them since. */
@Component
class RecentTasks {

    /** Long enough for changes that follow each other; what is erased elsewhere is gone from here as soon. */
    private static final Duration KEPT = Duration.ofSeconds(5);

    private static final long CHARACTERS = 8 * 1024 * 1024;
    private static final int BESIDE_TEXT = 200;

    private final Cache<UUID, TaskState> states = Caffeine.newBuilder()
            .expireAfterWrite(KEPT)
            .maximumWeight(CHARACTERS)
            .<UUID, TaskState>weigher((id, task) -> BESIDE_TEXT + task.characters())
            .executor(Runnable::run)
            .build();

    @Nullable
    TaskState find(UUID taskId) {
        return states.getIfPresent(taskId);
    }

    void written(TaskState task) {
        states.put(task.taskId(), task);
    }

    void forget(UUID taskId) {
        states.invalidate(taskId);
    }
}
