package behflow.command.process.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Quartz: says when to look for what is due, on one node of the cluster. One trigger that fires once for each instant at
 * which something is due, in UTC and however many processes are due then; and one for the reconciliation.
 *
 * <p>Triggers are made for the near future only. The reconciliation makes those that come into it, and any that was lost.
 */
class Alarms {

    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    private static final JobKey FIRE = JobKey.jobKey("fire", "process");
    private static final JobKey RECONCILE = JobKey.jobKey("reconcile", "process");
    private static final String DUE = "due";

    private static final int REMEMBERED = 1_000;

    private final Scheduler scheduler;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final Duration interval;
    private final Map<Instant, Boolean> set = new ConcurrentHashMap<>();

    /** @param interval between two reconciliations */
    Alarms(Scheduler scheduler, PlatformTransactionManager transactionManager, Clock clock, Duration interval) {
        this.scheduler = scheduler;
        this.transactions = new TransactionTemplate(transactionManager);
        this.transactions.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.clock = clock;
        this.interval = interval;
    }

    /** @throws IllegalStateException where Quartz would not share its work with other nodes */
    void prepare() throws SchedulerException {
        if (!scheduler.getMetaData().isJobStoreClustered()) {
            throw new IllegalStateException("Quartz has no clustered job store: firings would double on a second node");
        }
        inTransaction(() -> {
            scheduler.addJob(
                    JobBuilder.newJob(FireJob.class)
                            .withIdentity(FIRE)
                            .storeDurably()
                            .requestRecovery()
                            .build(),
                    true);
            scheduler.addJob(
                    JobBuilder.newJob(ReconcileJob.class)
                            .withIdentity(RECONCILE)
                            .storeDurably()
                            .build(),
                    true);
            reconcileRegularly();
        });
    }

    private void reconcileRegularly() throws SchedulerException {
        TriggerKey key = TriggerKey.triggerKey("reconcile", "process");
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(key)
                .forJob(RECONCILE)
                .startAt(Date.from(clock.instant().plus(interval)))
                .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                        .withIntervalInMilliseconds(interval.toMillis())
                        .repeatForever()
                        .withMisfireHandlingInstructionNowWithRemainingCount())
                .build();
        if (scheduler.checkExists(key)) {
            scheduler.rescheduleJob(key, trigger);
        } else {
            scheduler.scheduleJob(trigger);
        }
    }

    /** Look at this instant, if it is near. */
    void at(Instant due) {
        if (due.isAfter(horizon()) || set.putIfAbsent(due, true) != null) {
            return;
        }
        if (set.size() > REMEMBERED) {
            Instant now = clock.instant();
            set.keySet().removeIf(past -> past.isBefore(now));
        }
        try {
            schedule(TriggerBuilder.newTrigger()
                    .withIdentity(due.toString(), DUE)
                    .forJob(FIRE)
                    .startAt(Date.from(due))
                    .withSchedule(SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
                    .build());
        } catch (SchedulerException e) {
            set.remove(due);
            LOG.warn("No trigger at {}: the reconciliation will make it", due, e);
        }
    }

    /** Up to here triggers are made. */
    Instant horizon() {
        return clock.instant().plus(interval.multipliedBy(10));
    }

    /** Makes triggers again whose making this node only remembers, and frees those that Quartz gave up. */
    void mend(List<Instant> due) throws SchedulerException {
        set.clear();
        due.forEach(this::at);
        for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
            if (scheduler.getTriggerState(key) == Trigger.TriggerState.ERROR) {
                LOG.error("Quartz gave up the trigger {}; it is set free", key);
                inTransaction(() -> scheduler.resetTriggerFromErrorState(key));
            }
        }
    }

    /** In a transaction of its own: without one, Quartz would write its two rows apart, under a lock that does not hold. */
    private void schedule(Trigger trigger) throws SchedulerException {
        Alarm alarm = () -> {
            try {
                scheduler.scheduleJob(trigger);
            } catch (ObjectAlreadyExistsException e) {
                LOG.trace("Another process or node has made the trigger {}", trigger.getKey());
            }
        };
        inTransaction(alarm);
    }

    private void inTransaction(Alarm alarm) throws SchedulerException {
        SchedulerException failure = transactions.execute(status -> {
            try {
                alarm.set();
                return null;
            } catch (SchedulerException e) {
                status.setRollbackOnly();
                return e;
            }
        });
        if (failure != null) {
            throw failure;
        }
    }

    /** What Quartz is asked to do. */
    private interface Alarm {
        void set() throws SchedulerException;
    }
}
