package behflow.api.analytics.query;

/** Answered with {@link Summary}. */
public record FindSummary(ReportWindow window) {}
