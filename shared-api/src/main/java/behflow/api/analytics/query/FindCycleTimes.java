package behflow.api.analytics.query;

/** Answered with {@link CycleTimes}. */
public record FindCycleTimes(ReportWindow window) {}
