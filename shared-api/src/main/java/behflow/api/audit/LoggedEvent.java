package behflow.api.audit;

import behflow.api.kernel.LogEntry;
import behflow.api.kernel.RecordedEvent;

/** An event and the entry of the log that holds it. */
public record LoggedEvent(RecordedEvent event, LogEntry entry) {}
