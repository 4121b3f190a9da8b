package behflow.api.analytics.query;

/** Answered with {@link Aging}. */
public record FindAging(ReportWindow window) {}
