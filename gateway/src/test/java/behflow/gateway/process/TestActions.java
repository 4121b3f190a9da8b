package behflow.gateway.process;

import behflow.command.process.action.ActionRun;
import behflow.command.process.action.ParameterSchema;
import behflow.command.process.action.ProcessAction;
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
}
