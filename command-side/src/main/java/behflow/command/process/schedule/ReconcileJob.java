package behflow.command.process.schedule;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Now and then everything is looked through. Its name is stored in Quartz's tables. */
@DisallowConcurrentExecution
public final class ReconcileJob implements Job {

    private final Reconciliation reconciliation;

    /** For Quartz, by Spring. */
    ReconcileJob(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    @Override
    public void execute(JobExecutionContext context) {
        reconciliation.run();
    }
}
