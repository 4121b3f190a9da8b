package behflow.gateway.chat.tools;

import behflow.gateway.audit.EventResponses;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.QueryDoor;
import java.time.Clock;

/** The real tools at another time. */
public final class TestTools {

    private TestTools() {}

    public static ToolCatalogue at(Clock clock, CommandDoor commands, QueryDoor queries, EventResponses events) {
        Tasks tasks = new Tasks(queries, clock);
        return new ToolCatalogue(
                new TaskReadingTools(tasks),
                new TaskInsightTools(tasks, queries, events, clock),
                new TaskChangingTools(commands, tasks, clock),
                new RepeatTool(commands, clock),
                new UndoTool(commands, queries),
                new ProcessTools(commands, queries));
    }
}
