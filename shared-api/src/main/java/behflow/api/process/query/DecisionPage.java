package behflow.api.process.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param nextCursor opaque; null on the last page */
public record DecisionPage(
        List<Decision> decisions, @Nullable String nextCursor) {}
