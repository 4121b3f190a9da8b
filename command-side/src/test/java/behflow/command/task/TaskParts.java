package behflow.command.task;

/** What a node of a test needs to carry out commands to tasks, beside a projection of them. */
public final class TaskParts {

    public static final Class<?>[] ALL = {TaskAggregate.class, TaskRepository.class, RecentTasks.class};

    private TaskParts() {}
}
