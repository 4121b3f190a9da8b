package behflow.architecture.violations.api;

import behflow.api.kernel.DomainEvent;

/** Breaks: every event is a record with a stored name. */
class NamelessEvent implements DomainEvent {}
