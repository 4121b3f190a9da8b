package behflow.api.audit.query;

import behflow.api.audit.LoggedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param next the sequence of the first event of the next page; null on the last */
public record TaskHistory(
        List<LoggedEvent> events, @Nullable Long next) {}
