package behflow.api.process.event;

import behflow.api.kernel.DomainEvent;

/** What can happen to a process. Stored text is null where it was erased. */
public sealed interface ProcessEvent extends DomainEvent
        permits ProcessCreated,
                ProcessDescribed,
                ProcessRuleChanged,
                ProcessActivated,
                ProcessDeactivated,
                ProcessPaused,
                ProcessDeleted {}
