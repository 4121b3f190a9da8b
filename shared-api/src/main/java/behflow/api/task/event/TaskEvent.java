package behflow.api.task.event;

import behflow.api.kernel.DomainEvent;

/** What can happen to a task. Stored text is null where it was erased. */
public sealed interface TaskEvent extends DomainEvent
        permits TaskCreated,
                TaskRenamed,
                TaskDescribed,
                TaskStatusChanged,
                TaskPriorityChanged,
                TaskRescheduled,
                TaskTagsChanged,
                TaskDeleted,
                TaskRestored,
                TaskErased {}
