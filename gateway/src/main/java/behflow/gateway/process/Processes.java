package behflow.gateway.process;

import behflow.api.kernel.RejectedException;
import behflow.api.process.ExecutionState;
import behflow.api.process.query.FindExecution;
import behflow.api.process.query.FindProcess;
import behflow.api.process.query.ProcessView;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.QueryDoor;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Processes and runs that a caller may see: 404 where there is none, 403 where it is someone else's. */
@Component
class Processes {

    private final QueryDoor queries;

    Processes(QueryDoor queries) {
        this.queries = queries;
    }

    /** A built-in process, or one of the caller's own. */
    ProcessView visible(Caller caller, UUID processId) {
        ProcessView view = queries.find(new FindProcess(processId, caller.userId()), ProcessView.class);
        if (view == null) {
            throw RejectedException.notFound();
        }
        if (!view.state().builtIn() && !view.state().ownerId().equals(caller.userId())) {
            throw RejectedException.forbidden();
        }
        return view;
    }

    /** One of the caller's own: built-in ones can't be changed. */
    ProcessView own(Caller caller, UUID processId) {
        ProcessView view = visible(caller, processId);
        if (view.state().builtIn()) {
            throw RejectedException.forbidden();
        }
        return view;
    }

    /** A run for the caller, of a process that may be gone meanwhile. */
    ExecutionState run(Caller caller, UUID processId, UUID executionId) {
        ExecutionState run = queries.find(new FindExecution(executionId), ExecutionState.class);
        if (run == null || !run.processId().equals(processId)) {
            throw RejectedException.notFound();
        }
        if (!run.ownerId().equals(caller.userId())) {
            throw RejectedException.forbidden();
        }
        return run;
    }
}
