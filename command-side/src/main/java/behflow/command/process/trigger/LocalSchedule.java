package behflow.command.process.trigger;

import java.time.LocalDateTime;
import java.util.Optional;

/** Wall times at which something is due, without a zone. */
interface LocalSchedule {

    /** The first one strictly after {@code local}; empty where there is none any more. */
    Optional<LocalDateTime> next(LocalDateTime local);

    /**
     * Whether it goes by real time: every so many minutes, day and night. Then an hour that comes twice has its times twice,
     * and one that is left out has none. Otherwise each wall time is due once: a time that is left out is due as much later
     * as the clock moved, and one that comes twice is due the first time.
     */
    boolean elapsing();
}
