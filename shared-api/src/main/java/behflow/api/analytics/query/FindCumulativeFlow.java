package behflow.api.analytics.query;

/** Answered with {@link CumulativeFlow}. */
public record FindCumulativeFlow(ReportWindow window) {}
