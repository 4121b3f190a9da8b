package behflow.query.task;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/** Reads {@code task_view}; never writes it. Each method is one statement in autocommit. */
interface TaskViewRepository extends Repository<TaskViewEntity, UUID> {

    Optional<TaskViewEntity> findByTaskId(UUID taskId);
}
