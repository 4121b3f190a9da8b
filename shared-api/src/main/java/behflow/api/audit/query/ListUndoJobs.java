package behflow.api.audit.query;

/** Undos of all owners that are not complete, for whoever completes them. Answered with {@link UndoJobs}. */
public record ListUndoJobs(int limit) {}
