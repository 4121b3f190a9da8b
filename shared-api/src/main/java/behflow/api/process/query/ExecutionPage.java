package behflow.api.process.query;

import behflow.api.process.ExecutionState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param nextCursor opaque; null on the last page */
public record ExecutionPage(
        List<ExecutionState> executions, @Nullable String nextCursor) {}
