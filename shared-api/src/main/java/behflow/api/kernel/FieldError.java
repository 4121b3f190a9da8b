package behflow.api.kernel;

/** One field of a request that breaks a rule, and the rule as one plain sentence. */
public record FieldError(String field, String message) {}
