package behflow.gateway.kernel;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How long the operator keeps backups: what is erased now may be in them until then. */
@Component
public class Backups {

    private final Clock clock;
    private final Duration retention;

    public Backups(Clock clock, @Value("${behflow.backup-retention:30d}") Duration retention) {
        this.clock = clock;
        this.retention = retention;
    }

    /** When the last backup that may hold what was erased now will be gone, in whole seconds. */
    public Instant until() {
        return clock.instant().plus(retention).truncatedTo(ChronoUnit.SECONDS);
    }
}
