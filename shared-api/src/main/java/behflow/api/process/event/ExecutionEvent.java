package behflow.api.process.event;

import behflow.api.kernel.DomainEvent;

/** What can happen to one run of a process. It holds references and counts, nobody's text. */
public sealed interface ExecutionEvent extends DomainEvent
        permits ExecutionStarted,
                ExecutionProgressed,
                ExecutionResumed,
                ExecutionCancelRequested,
                ExecutionSucceeded,
                ExecutionFailed {}
