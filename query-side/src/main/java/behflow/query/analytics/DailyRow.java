package behflow.query.analytics;

import behflow.api.task.TaskStatus;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code bi.fct_task_daily}: what was open at the end of a user's day, and what happened on it. */
final class DailyRow {

    /** The figures, in the order of the table's columns. */
    static final String COLUMNS =
            "open, not_started, started, blocked, completed, arrivals, starts, completions, reopens,"
                    + " deletions, restores, reschedules, changes_user, changes_agent, changes_process, changes_admin";

    static final int FIGURES = 16;
    /** The first of those that count what happened; those ahead of it count what is there. */
    private static final int FLOWS = 5;

    private final UUID ownerId;
    private final LocalDate day;
    private final int[] figures;

    DailyRow(UUID ownerId, LocalDate day, int[] figures) {
        this.ownerId = ownerId;
        this.day = day;
        this.figures = figures;
    }

    /** The next day, on which nothing has happened yet. */
    static DailyRow after(@Nullable DailyRow before, UUID ownerId, LocalDate day) {
        int[] figures = new int[FIGURES];
        if (before != null) {
            System.arraycopy(before.figures, 0, figures, 0, FLOWS);
        }
        return new DailyRow(ownerId, day, figures);
    }

    /** Counts a change. */
    void add(TaskChangeRow change) {
        if (change.statusFrom() != change.statusTo()) {
            stock(change.statusFrom(), -1);
            stock(change.statusTo(), 1);
        }
        if (change.flow() != null) {
            switch (change.flow()) {
                case ARRIVAL -> figures[5]++;
                case COMPLETION -> figures[7]++;
                case REOPEN -> figures[8]++;
                case DELETION -> figures[9]++;
                case RESTORE -> figures[10]++;
            }
        }
        if (change.firstStart()) {
            figures[6]++;
        }
        if (change.type().equals("task.rescheduled")) {
            figures[11]++;
        }
        switch (change.actor()) {
            case "user" -> figures[12]++;
            case "agent" -> figures[13]++;
            case "process" -> figures[14]++;
            default -> figures[15]++;
        }
    }

    private void stock(@Nullable TaskStatus status, int by) {
        if (status == null) {
            return;
        }
        if (status != TaskStatus.COMPLETED) {
            figures[0] += by;
        }
        figures[
                switch (status) {
                    case NOT_STARTED -> 1;
                    case IN_PROGRESS -> 2;
                    case BLOCKED -> 3;
                    case COMPLETED -> 4;
                }] += by;
    }

    UUID ownerId() {
        return ownerId;
    }

    LocalDate day() {
        return day;
    }

    int figure(int index) {
        return figures[index];
    }

    int open() {
        return figures[0];
    }

    int arrivals() {
        return figures[5];
    }

    int completions() {
        return figures[7];
    }

    int reopens() {
        return figures[8];
    }

    int deletions() {
        return figures[9];
    }

    int restores() {
        return figures[10];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DailyRow row
                && row.ownerId.equals(ownerId)
                && row.day.equals(day)
                && Arrays.equals(row.figures, figures);
    }

    @Override
    public int hashCode() {
        return day.hashCode();
    }

    @Override
    public String toString() {
        return day + " " + Arrays.toString(figures);
    }
}
