package behflow.command.process;

/**
 * Bookkeeping of timers and runs, whose commits nobody waits for: a crash of PostgreSQL within the next second can take them
 * back, never one alone without those after it. Then a timer is due again and a run is in line again, under the same ids,
 * and what the log has of it already is not done twice. Events are always waited for.
 */
public final class Unawaited {

    /** A condition that always holds, and has its transaction commit so. */
    public static final String COMMIT = "set_config('synchronous_commit', 'off', true) is not null";

    private Unawaited() {}
}
