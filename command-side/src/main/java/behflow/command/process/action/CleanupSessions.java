package behflow.command.process.action;

import behflow.api.audit.ErasureBasis;
import behflow.api.audit.command.EraseConversation;
import behflow.api.chat.ChatState;
import behflow.api.process.query.FieldChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Deletes conversations in which nothing was said for long, and with each its text. */
@Component
class CleanupSessions implements ProcessAction {

    @Override
    public String name() {
        return "cleanup_sessions";
    }

    @Override
    public String description() {
        return "Deletes conversations in which nothing was said for a number of days, with their text.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(ParameterSchema.Parameter.optional(
                "idle_days", ParameterType.integer(1, 3_650), 90, "Days since the last message."));
    }

    @Override
    public void run(ActionRun run) {
        long days = run.parameter("idle_days", (Number) 90).longValue();
        Instant limit = run.now().minus(Duration.ofDays(days));
        for (ChatState session : run.chatSessions()) {
            if (session.updatedAt().isBefore(limit)) {
                run.effect(new Effect(
                        new EraseConversation(
                                session.sessionId(), run.ownerId(), ErasureBasis.REQUEST, session.version()),
                        null,
                        () -> false,
                        Map.of("session", new FieldChange(session.sessionId(), null))));
            }
        }
    }
}
