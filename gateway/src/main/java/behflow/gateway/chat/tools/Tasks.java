package behflow.gateway.chat.tools;

import behflow.api.kernel.RejectedException;
import behflow.api.task.TaskState;
import behflow.api.task.query.FindTask;
import behflow.api.task.query.ListTasks;
import behflow.api.task.query.TaskPage;
import behflow.gateway.kernel.QueryDoor;
import behflow.gateway.task.TaskQueryParameters;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** The tasks of a turn's user. */
@Component
class Tasks {

    private final QueryDoor queries;
    private final Clock clock;

    Tasks(QueryDoor queries, Clock clock) {
        this.queries = queries;
        this.clock = clock;
    }

    /** @param parameters as the REST API's list takes them */
    List<TaskState> list(Turn turn, MultiValueMap<String, String> parameters) {
        TaskQueryParameters reader =
                new TaskQueryParameters(parameters, turn.caller().zone());
        ListTasks query =
                new ListTasks(turn.caller().userId(), reader.filter(clock.instant()), reader.sort(), null, null, null);
        reader.check();
        return queries.ask(query, TaskPage.class).tasks();
    }

    List<TaskState> all(Turn turn) {
        return list(turn, new LinkedMultiValueMap<>());
    }

    List<TaskState> overdue(Turn turn) {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        parameters.add("overdue", "true");
        parameters.add("sort", "due_date");
        return list(turn, parameters);
    }

    /** Someone else's task is not there for a model: it learns nothing of it. */
    TaskState own(Turn turn, UUID taskId) {
        TaskState task = queries.find(new FindTask(taskId, null), TaskState.class);
        if (task == null || !task.ownerId().equals(turn.caller().userId())) {
            throw RejectedException.notFound();
        }
        return task;
    }

    /** All of them, none deleted. */
    List<TaskState> live(Turn turn, List<UUID> taskIds) {
        List<TaskState> tasks = new ArrayList<>();
        for (UUID taskId : taskIds) {
            TaskState task = own(turn, taskId);
            if (task.deleted()) {
                throw RejectedException.notFound();
            }
            tasks.add(task);
        }
        return tasks;
    }
}
