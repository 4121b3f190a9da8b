package behflow.api.admin;

import behflow.api.kernel.RejectedException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The read models that are made from events: how far they are, rebuilt and verified while people go on reading. */
public interface Projections {

    /** Every projection, by name. */
    List<Status> list();

    /**
     * Starts a rebuild and returns. Readers read the old table until the new one has caught up; then both change places in
     * one transaction. Side effects are not repeated: only tables are written.
     *
     * @throws RejectedException NOT_FOUND for an unknown name, CONFLICT while another rebuild of it runs on any node
     */
    void startRebuild(String name);

    /**
     * As {@link #startRebuild}, and returns when it is over.
     *
     * @param progress told about once a second
     */
    void rebuild(String name, Consumer<Progress> progress);

    /**
     * Goes back to the table that the last rebuild replaced, brought up to date first.
     *
     * @throws RejectedException NOT_FOUND for an unknown name, CONFLICT where there is no table to go back to
     */
    void back(String name);

    /**
     * Recomputes projections beside the live tables, owner by owner at one position each, and reports the rows that differ.
     *
     * @param name null for all
     */
    void verify(@Nullable String name, Consumer<Progress> progress, Consumer<Difference> differences);

    /**
     * How far a projection is.
     *
     * @param kind     inline (written with its events, so never behind) or async
     * @param state    live, or rebuilding, or failed (the last rebuild; the old table serves); of an asynchronous one, as this
     *                 node sees it: live, failing (it tries again), stopped
     * @param position events handled; of all owners together
     * @param head     events stored; of all owners together
     * @param lag      head − position
     * @param deadLetters events that it could not handle, and those that wait behind them
     * @param rebuild  the rebuild that runs or the last one; null where there was none
     */
    record Status(
            String name,
            String kind,
            String state,
            long position,
            long head,
            long lag,
            long deadLetters,
            @Nullable Progress rebuild) {}

    /**
     * How far a rebuild or verification is.
     *
     * @param perSecond   events a second so far
     * @param secondsLeft at that speed; null while it is not known
     * @param error       why it failed, for the administrator; null otherwise
     */
    record Progress(
            String projection,
            String state,
            long done,
            long total,
            double perSecond,
            @Nullable Long secondsLeft,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String error) {}

    /** A row that is not what its events say; {@code expected} or {@code actual} is null where there is no such row. */
    record Difference(
            String projection,
            UUID ownerId,
            UUID rowId,
            @Nullable String expected,
            @Nullable String actual) {}
}
