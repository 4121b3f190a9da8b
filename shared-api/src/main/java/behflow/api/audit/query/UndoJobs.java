package behflow.api.audit.query;

import java.util.List;

/** The undos that are not complete. */
public record UndoJobs(List<UndoJob> jobs) {}
