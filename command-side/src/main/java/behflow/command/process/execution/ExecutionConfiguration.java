package behflow.command.process.execution;

import behflow.api.kernel.EventLog;
import behflow.command.process.OwnerZones;
import behflow.command.process.action.Actions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what carries out runs. */
@Configuration(proxyBeanMethods = false)
class ExecutionConfiguration {

    private static final int STEPS_AT_A_TIME = 16;

    /** The steps of all runs on this node: few enough that the API stays quick whatever runs. */
    @Bean(destroyMethod = "shutdown")
    ExecutorService processSteps() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                STEPS_AT_A_TIME, STEPS_AT_A_TIME, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), runnable -> {
                    Thread thread = new Thread(runnable, "process-step-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Bean
    ExecutionRunner executionRunner(
            Messenger messenger,
            EventLog log,
            Actions actions,
            OwnerZones zones,
            Decisions decisions,
            Clock clock,
            ExecutorService processSteps,
            MeterRegistry meters) {
        return new ExecutionRunner(
                messenger, log, actions, zones, decisions, clock, processSteps, new RunMeters(meters));
    }

    @Bean
    RunWorkers runWorkers(RunTable table, Decisions decisions, ExecutionRunner runner, Messenger messenger) {
        return new RunWorkers(table, decisions, runner, new FailureWatch(messenger, decisions));
    }

    @Bean
    StrandedRuns strandedRuns(Messenger messenger, RunTable table, ExecutionRunner runner, Clock clock) {
        return new StrandedRuns(messenger, table, runner, clock);
    }

    @Bean
    ExecutionDesk executionDesk(
            Messenger messenger,
            RunTable table,
            RunWorkers workers,
            Decisions decisions,
            DisabledOwners disabledOwners,
            ExecutionRunner runner,
            EventLog log,
            Actions actions,
            OwnerZones zones,
            Clock clock,
            ExecutorService processSteps) {
        return new ExecutionDesk(
                messenger, table, workers, decisions, disabledOwners, runner, log, actions, zones, clock, processSteps);
    }
}
