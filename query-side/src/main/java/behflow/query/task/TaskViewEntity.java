package behflow.query.task;

import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code task_view}, for reading only: the projection writes it. */
@Entity
@Immutable
@Table(name = "task_view")
class TaskViewEntity {

    @Id
    private UUID taskId;

    private UUID ownerId;
    private long version;

    @Column(columnDefinition = "text")
    private @Nullable String name;

    @Column(columnDefinition = "text")
    private @Nullable String description;

    @Column(columnDefinition = "text")
    private String status;

    @Column(columnDefinition = "text")
    private String priority;

    private @Nullable Instant dueDate;

    @Column(columnDefinition = "text[]")
    private String @Nullable [] tags;

    private Instant createdAt;
    private Instant updatedAt;
    private @Nullable Instant completedAt;
    private @Nullable Instant deletedAt;

    /** For JPA, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    protected TaskViewEntity() {}

    TaskState state() {
        return new TaskState(
                taskId,
                ownerId,
                version,
                name,
                description,
                TaskStatus.of(status),
                Priority.of(priority),
                dueDate,
                tags == null ? null : List.of(tags),
                createdAt,
                updatedAt,
                completedAt,
                deletedAt);
    }
}
