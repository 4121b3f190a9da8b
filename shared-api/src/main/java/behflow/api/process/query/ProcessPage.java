package behflow.api.process.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param nextCursor opaque; null on the last page */
public record ProcessPage(
        List<ProcessView> processes, @Nullable String nextCursor) {}
