package behflow.query.process;

import behflow.api.kernel.Ids;
import behflow.api.process.ExecutionState;
import behflow.api.process.query.ExecutionPage;
import behflow.api.process.query.FindExecution;
import behflow.api.process.query.FindProcess;
import behflow.api.process.query.ListExecutions;
import behflow.api.process.query.ListProcesses;
import behflow.api.process.query.ProcessPage;
import behflow.api.process.query.ProcessView;
import behflow.api.process.query.TimeCursor;
import behflow.query.kernel.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Answers queries about processes and their runs; each is one statement in autocommit. */
@Component
class ProcessQueryHandler {

    private static final String PROCESSES = "select p.process_id, p."
            + ProcessViewProjection.COLUMNS.replace(", ", ", p.")
            + ", (select max(e.started_at) from execution_view e where e.owner_id = ? and e.process_id = p.process_id)"
            + " from process_view p where p.deleted_at is null";
    private static final String EXECUTIONS =
            "select execution_id, " + ExecutionViewProjection.COLUMNS + " from execution_view";

    /** Column of the last execution, behind those of the process. */
    private static final int LAST_EXECUTION = 12;

    private final JdbcClient jdbc;

    ProcessQueryHandler(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @QueryHandler
    ProcessPage list(ListProcesses query) {
        TimeCursor after = query.cursor() == null ? TimeCursor.OLDEST : TimeCursor.parse(query.cursor());
        Integer limit = query.limit();
        List<ProcessView> found = jdbc.sql(
                        PROCESSES + " and p.owner_id in (?, ?) and (p.created_at, p.process_id) > (?, ?)"
                                + " order by p.created_at, p.process_id limit ?")
                .params(
                        query.userId(),
                        query.userId(),
                        Ids.INSTALLATION,
                        Columns.utc(after.at()),
                        after.id(),
                        limit == null ? Integer.MAX_VALUE : limit + 1)
                .query((row, n) -> view(row))
                .list();
        if (limit == null || found.size() <= limit) {
            return new ProcessPage(found, null);
        }
        ProcessView last = found.get(limit - 1);
        return new ProcessPage(
                found.subList(0, limit),
                new TimeCursor(last.state().createdAt(), last.state().processId()).text());
    }

    @QueryHandler
    @Nullable
    ProcessView find(FindProcess query) {
        return jdbc.sql(PROCESSES + " and p.process_id = ?")
                .params(query.userId(), query.processId())
                .query((row, n) -> view(row))
                .optional()
                .orElse(null);
    }

    @QueryHandler
    @Nullable
    ExecutionState find(FindExecution query) {
        return jdbc.sql(EXECUTIONS + " where execution_id = ?")
                .param(query.executionId())
                .query((row, n) -> ExecutionViewProjection.state(row))
                .optional()
                .orElse(null);
    }

    @QueryHandler
    ExecutionPage list(ListExecutions query) {
        TimeCursor after = query.cursor() == null ? TimeCursor.NEWEST : TimeCursor.parse(query.cursor());
        List<ExecutionState> found = jdbc.sql(
                        EXECUTIONS + " where owner_id = ? and process_id = ? and (started_at, execution_id) < (?, ?)"
                                + " order by started_at desc, execution_id desc limit ?")
                .params(query.ownerId(), query.processId(), Columns.utc(after.at()), after.id(), query.limit() + 1)
                .query((row, n) -> ExecutionViewProjection.state(row))
                .list();
        if (found.size() <= query.limit()) {
            return new ExecutionPage(found, null);
        }
        ExecutionState last = found.get(query.limit() - 1);
        return new ExecutionPage(
                found.subList(0, query.limit()), new TimeCursor(last.startedAt(), last.executionId()).text());
    }

    private static ProcessView view(ResultSet row) throws SQLException {
        return new ProcessView(ProcessViewProjection.state(row), Columns.instant(row, LAST_EXECUTION));
    }
}
