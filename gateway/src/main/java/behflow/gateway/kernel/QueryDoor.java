package behflow.gateway.kernel;

import java.util.concurrent.CompletionException;
import org.axonframework.queryhandling.QueryGateway;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks queries and waits for their answer. */
@Component
public class QueryDoor {

    private final QueryGateway queries;

    public QueryDoor(QueryGateway queries) {
        this.queries = queries;
    }

    /** @return the answer; null where the query allows none */
    public <R> @Nullable R find(Object query, Class<R> type) {
        try {
            return queries.query(query, type).join();
        } catch (CompletionException e) {
            throw Rejections.of(e.getCause());
        }
    }

    /** @return the answer of a query that always has one */
    public <R> R ask(Object query, Class<R> type) {
        R answer = find(query, type);
        if (answer == null) {
            throw new IllegalStateException("No answer to " + query.getClass().getSimpleName());
        }
        return answer;
    }
}
