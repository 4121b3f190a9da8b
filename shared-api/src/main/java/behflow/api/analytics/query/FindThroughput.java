package behflow.api.analytics.query;

/** Answered with {@link Throughput}. */
public record FindThroughput(ReportWindow window) {}
