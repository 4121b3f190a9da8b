package behflow.api.process.query;

import behflow.api.process.ProcessState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of processes that time starts. */
public record TimedProcesses(List<TimedProcess> processes) {

    /** @param ownerZone the zone that its owner has set; null for none */
    public record TimedProcess(ProcessState state, @Nullable String ownerZone) {}
}
