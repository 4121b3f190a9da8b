package behflow.command.audit;

import behflow.api.audit.event.UndoRecorded;
import behflow.api.chat.event.ChatAssistantReplied;
import behflow.api.chat.event.ChatUserMessageSent;
import behflow.api.kernel.RecordedEvent;
import behflow.api.process.event.ExecutionFailed;
import behflow.api.process.event.ExecutionStarted;
import behflow.api.process.event.ExecutionSucceeded;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Tells from the log whether a cause is still running: what it has not done yet can't be undone. */
@Component
class RunningCauses {

    /** Beyond its model's time limit a turn still has to store its answer, or to make one by itself. */
    private static final Duration AFTER_THE_MODEL = Duration.ofSeconds(150);

    private final Clock clock;
    private final Duration longestTurn;

    /** @param modelTimeout how long a language model has for a turn */
    RunningCauses(Clock clock, @Value("${behflow.llm.timeout:30s}") Duration modelTimeout) {
        this.clock = clock;
        this.longestTurn = modelTimeout.plus(AFTER_THE_MODEL);
    }

    /** @param events all events of the cause, in order */
    boolean running(List<RecordedEvent> events) {
        return undoing(events) || talking(events) || executing(events);
    }

    private static boolean executing(List<RecordedEvent> events) {
        return events.stream().anyMatch(e -> e.payload() instanceof ExecutionStarted)
                && events.stream()
                        .noneMatch(e ->
                                e.payload() instanceof ExecutionSucceeded || e.payload() instanceof ExecutionFailed);
    }

    private static boolean undoing(List<RecordedEvent> events) {
        boolean remaining = false;
        for (RecordedEvent event : events) {
            if (event.payload() instanceof UndoRecorded undo) {
                remaining = undo.remaining() > 0;
            }
        }
        return remaining;
    }

    /** A turn that was never answered, because its node died, is over after a while. */
    private boolean talking(List<RecordedEvent> events) {
        Predicate<RecordedEvent> question = e -> e.payload() instanceof ChatUserMessageSent;
        return events.stream().noneMatch(e -> e.payload() instanceof ChatAssistantReplied)
                && events.stream()
                        .filter(question)
                        .anyMatch(e -> e.timestamp().plus(longestTurn).isAfter(clock.instant()));
    }
}
