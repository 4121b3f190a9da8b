package behflow.command.process.schedule;

import behflow.command.process.OwnerZones;
import behflow.command.process.execution.Decisions;
import behflow.command.process.execution.ExecutionDesk;
import behflow.command.process.execution.Messenger;
import behflow.command.process.execution.RunTable;
import behflow.command.process.execution.StrandedRuns;
import java.time.Clock;
import java.time.Duration;
import org.axonframework.commandhandling.CommandBus;
import org.quartz.Scheduler;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts together what starts runs by time. */
@Configuration(proxyBeanMethods = false)
class ScheduleConfiguration {

    @Bean
    Alarms alarms(
            Scheduler scheduler,
            PlatformTransactionManager transactionManager,
            Clock clock,
            @Value("${behflow.processes.reconcile-interval:1m}") Duration reconcileInterval) {
        return new Alarms(scheduler, transactionManager, clock, reconcileInterval);
    }

    @Bean
    TimerPlanner timerPlanner(
            Messenger messenger,
            TimerTable timers,
            ZonesInUse zonesInUse,
            OwnerZones zones,
            Alarms alarms,
            Clock clock) {
        return new TimerPlanner(messenger, timers, zonesInUse, zones, alarms, clock);
    }

    @Bean
    Firing firing(
            TransactionTemplate transactions,
            Messenger messenger,
            TimerTable timers,
            TimerPlanner planner,
            FanOuts fanOuts,
            ExecutionDesk desk,
            Decisions decisions,
            Alarms alarms,
            Clock clock) {
        return new Firing(transactions, messenger, timers, planner, fanOuts, desk, decisions, alarms, clock);
    }

    @Bean
    Reconciliation reconciliation(
            TimerPlanner planner, TimerTable timers, Alarms alarms, Firing firing, StrandedRuns stranded, Clock clock) {
        return new Reconciliation(planner, timers, alarms, firing, stranded, clock);
    }

    @Bean
    FanOutWorker fanOutWorker(
            TransactionTemplate transactions,
            FanOuts fanOuts,
            ZonesInUse zones,
            RunTable runs,
            ExecutionDesk desk,
            Messenger messenger) {
        return new FanOutWorker(transactions, fanOuts, zones, runs, desk, messenger);
    }

    @Bean
    Clockwork clockwork(
            Alarms alarms,
            Reconciliation reconciliation,
            FanOutWorker fanOut,
            TimerPlanner planner,
            CommandBus commandBus) {
        Clockwork clockwork = new Clockwork(alarms, reconciliation, fanOut);
        commandBus.registerHandlerInterceptor(new ProcessSignals(
                process -> clockwork.soon(() -> planner.plan(process)),
                owner -> clockwork.soon(() -> planner.planOwner(owner))));
        return clockwork;
    }
}
