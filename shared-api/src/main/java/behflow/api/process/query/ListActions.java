package behflow.api.process.query;

/** What processes can do. Answered with {@link ActionDescriptions}. */
public record ListActions() {}
