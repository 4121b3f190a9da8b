package behflow.gateway.process;

import behflow.api.task.TaskChange;
import behflow.api.task.TaskState;
import behflow.api.task.query.TaskFilter;
import behflow.command.process.action.ActionRun;
import behflow.command.process.action.ParameterSchema;
import behflow.command.process.action.ProcessAction;
import behflow.command.process.action.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Actions of tests, on nodes with the profile {@code test-actions} only. */
final class TestActions {

    private TestActions() {}

    /** Never succeeds. */
    @Component
    @Profile("test-actions")
    static class Fail implements ProcessAction {

        @Override
        public String name() {
            return "test_fail";
        }

        @Override
        public String description() {
            return "Fails.";
        }

        @Override
        public ParameterSchema parameters() {
            return ParameterSchema.of();
        }

        @Override
        public void run(ActionRun run) {
            throw new IllegalStateException("As it should");
        }
    }

    /** Takes 25 seconds in small steps. */
    @Component
    @Profile("test-actions")
    static class Wait implements ProcessAction {

        @Override
        public String name() {
            return "test_wait";
        }

        @Override
        public String description() {
            return "Waits.";
        }

        @Override
        public ParameterSchema parameters() {
            return ParameterSchema.of();
        }

        @Override
        public void run(ActionRun run) {
            for (int step = 0; step < 250; step++) {
                run.findTask(UUID.randomUUID());
                try {
                    Thread.sleep(100);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Moves every task to {@link #GOAL}, one in 15 milliseconds. */
    @Component
    @Profile("test-actions")
    static class Slow implements ProcessAction {

        static final Instant GOAL = Instant.parse("2031-01-01T00:00:00Z");

        @Override
        public String name() {
            return "test_slow";
        }

        @Override
        public String description() {
            return "Moves every task, slowly.";
        }

        @Override
        public ParameterSchema parameters() {
            return ParameterSchema.of();
        }

        @Override
        public void run(ActionRun run) {
            run.eachTask(new TaskFilter(Set.of(), Set.of(), Set.of(), null, false, GOAL, null, null), Slow::move);
        }

        private static Verdict move(TaskState task) {
            pause();
            return GOAL.equals(task.dueDate()) ? Verdict.PASS : new Verdict.Change(TaskChange.ofDueDate(GOAL));
        }
    }

    /** Moves every task to a day from now, one in 15 milliseconds. */
    @Component
    @Profile("test-actions")
    static class Later implements ProcessAction {

        @Override
        public String name() {
            return "test_later";
        }

        @Override
        public String description() {
            return "Moves every task to tomorrow, slowly.";
        }

        @Override
        public ParameterSchema parameters() {
            return ParameterSchema.of();
        }

        @Override
        public void run(ActionRun run) {
            Instant tomorrow = run.now().plus(1, ChronoUnit.DAYS);
            run.eachTask(TaskFilter.ALL, task -> {
                pause();
                return new Verdict.Change(TaskChange.ofDueDate(tomorrow));
            });
        }
    }

    private static void pause() {
        try {
            Thread.sleep(15);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
