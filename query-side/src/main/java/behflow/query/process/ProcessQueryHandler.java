package behflow.query.process;

import behflow.api.kernel.Ids;
import behflow.api.process.ExecutionState;
import behflow.api.process.TriggerType;
import behflow.api.process.query.ExecutionPage;
import behflow.api.process.query.FindExecution;
import behflow.api.process.query.FindExecutions;
import behflow.api.process.query.FindProcess;
import behflow.api.process.query.FindProcesses;
import behflow.api.process.query.ListExecutions;
import behflow.api.process.query.ListProcesses;
import behflow.api.process.query.ListRunningExecutions;
import behflow.api.process.query.ListTimedProcesses;
import behflow.api.process.query.ProcessPage;
import behflow.api.process.query.ProcessView;
import behflow.api.process.query.TimeCursor;
import behflow.api.process.query.TimedProcesses;
import behflow.query.kernel.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
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

    /** The column behind those of the process: its last execution, or its owner's zone. */
    private static final int BEHIND = 12;

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
    ProcessPage find(FindProcesses query) {
        List<ProcessView> found = jdbc.sql("select process_id, " + ProcessViewProjection.COLUMNS
                        + " from process_view where process_id = any (?) and deleted_at is null")
                .param(query.processIds().toArray(UUID[]::new))
                .query((row, n) -> new ProcessView(ProcessViewProjection.state(row), null))
                .list();
        return new ProcessPage(found, null);
    }

    @QueryHandler
    ExecutionPage find(FindExecutions query) {
        List<ExecutionState> found = jdbc.sql(EXECUTIONS + " where execution_id = any (?)")
                .param(query.executionIds().toArray(UUID[]::new))
                .query((row, n) -> ExecutionViewProjection.state(row))
                .list();
        return new ExecutionPage(found, null);
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
        return firstOf(found, query.limit());
    }

    @QueryHandler
    ExecutionPage list(ListRunningExecutions query) {
        TimeCursor after = query.cursor() == null ? TimeCursor.OLDEST : TimeCursor.parse(query.cursor());
        List<ExecutionState> found = jdbc.sql(EXECUTIONS + " where status = 'running' and started_at < ?"
                        + " and (started_at, execution_id) > (?, ?) order by started_at, execution_id limit ?")
                .params(Columns.utc(query.startedBefore()), Columns.utc(after.at()), after.id(), query.limit() + 1)
                .query((row, n) -> ExecutionViewProjection.state(row))
                .list();
        return firstOf(found, query.limit());
    }

    /** @param found one more than the limit where there are more */
    private static ExecutionPage firstOf(List<ExecutionState> found, int limit) {
        if (found.size() <= limit) {
            return new ExecutionPage(found, null);
        }
        ExecutionState last = found.get(limit - 1);
        return new ExecutionPage(found.subList(0, limit), new TimeCursor(last.startedAt(), last.executionId()).text());
    }

    @QueryHandler
    TimedProcesses list(ListTimedProcesses query) {
        Instant since = query.changedSince();
        UUID after = query.after() == null ? new UUID(0, 0) : query.after();
        String which = since == null
                ? "p.active and p.deleted_at is null and p.rule like '%\"" + TriggerType.TIME_BASED.wire() + "\"%'"
                : "p.updated_at > ?";
        JdbcClient.StatementSpec statement = jdbc.sql("select p.process_id, p."
                + ProcessViewProjection.COLUMNS.replace(", ", ", p.") + ", z.timezone from process_view p"
                + " left join account_timezone z on z.user_id = p.owner_id"
                + " where p.process_id > ? and " + which + " order by p.process_id limit ?");
        statement = since == null
                ? statement.params(after, query.limit())
                : statement.params(after, Columns.utc(since), query.limit());
        return new TimedProcesses(statement
                .query((row, n) ->
                        new TimedProcesses.TimedProcess(ProcessViewProjection.state(row), row.getString(BEHIND)))
                .list());
    }

    private static ProcessView view(ResultSet row) throws SQLException {
        return new ProcessView(ProcessViewProjection.state(row), Columns.instant(row, BEHIND));
    }
}
