package behflow.command.process.schedule;

import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** An instant has come at which something is due. Its name is stored in Quartz's tables. */
public final class FireJob implements Job {

    private final Firing firing;

    /** For Quartz, by Spring. */
    FireJob(Firing firing) {
        this.firing = firing;
    }

    @Override
    public void execute(JobExecutionContext context) {
        // Quartz can be a few milliseconds early.
        firing.drain(context.getScheduledFireTime().toInstant());
    }
}
