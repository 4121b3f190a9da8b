package behflow.api.admin.event;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.Ids;
import behflow.api.kernel.StoredAs;
import java.time.Instant;
import java.util.UUID;

/**
 * The logs of this installation were restored from an export: noted in its own log; owners' logs and heads are as they were.
 *
 * @param installationId the installation that was exported
 * @param exportedAt     as the export says
 * @param logs           how many there are
 * @param events         in all of them
 */
@StoredAs(
        value = "installation.restored",
        personal = {})
public record InstallationRestored(UUID installationId, Instant exportedAt, Long logs, Long events)
        implements DomainEvent {

    /** Under which subject restores are noted. */
    public static UUID subject() {
        return Ids.derived(Ids.INSTALLATION, "installation");
    }
}
