package behflow.query.analytics;

import behflow.api.account.event.AccountDisabled;
import behflow.api.account.event.AccountEnabled;
import behflow.api.account.event.AccountErased;
import behflow.api.account.event.AccountTimezoneChanged;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.event.TaskErased;
import behflow.api.task.event.TaskEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The one fold of analytics: events of one owner, in order of position, into rows. It begins with what earlier events left,
 * and with nothing for all of them; either way the rows are the same.
 */
final class OwnerAnalytics {

    /** Of more tasks only those are known on that were changed last. */
    private static final int MANY = 500;

    private static final int BESIDE_TASKS = 2_000;
    private static final int BESIDE_TEXT = 300;
    private static final int BESIDE_TAG = 50;

    private final UUID ownerId;
    private final DefaultZones zones;
    private final UserCalendar calendar;
    private final Map<UUID, TaskFlow> tasks = new HashMap<>();
    private final Set<UUID> storedTasks = new HashSet<>();
    private final Set<UUID> pastTasks = new HashSet<>();
    private final Set<UUID> changedTasks = new HashSet<>();
    private final List<UserVersion> users = new ArrayList<>();
    private final List<TaskChangeRow> changes = new ArrayList<>();
    private final List<TaskVersion> versions = new ArrayList<>();
    private final Map<LocalDate, DailyRow> days = new LinkedHashMap<>();
    private final Set<UUID> erasedTasks = new HashSet<>();
    private @Nullable DailyRow today;
    private long position;
    private Instant changedAt = Instant.EPOCH;
    private boolean userChanged;
    private boolean accountErased;

    /** With nothing before: the whole log is to come. */
    OwnerAnalytics(UUID ownerId, DefaultZones zones) {
        this(ownerId, zones, 0, List.of(), null);
    }

    /**
     * With what earlier events have left.
     *
     * @param position of the last event that is in the tables
     * @param users    all versions of the user, in order
     * @param lastDay  the last day there is
     */
    OwnerAnalytics(
            UUID ownerId, DefaultZones zones, long position, List<UserVersion> users, @Nullable DailyRow lastDay) {
        this.ownerId = ownerId;
        this.zones = zones;
        this.position = position;
        this.calendar = calendar(zones, users);
        this.users.addAll(users);
        this.today = lastDay;
    }

    /** The days of a user with these versions, in order. */
    static UserCalendar calendar(DefaultZones zones, List<UserVersion> users) {
        UserCalendar calendar = new UserCalendar(zones);
        String timezone = null;
        for (UserVersion user : users) {
            if (!Objects.equals(timezone, user.timezone())) {
                timezone = user.timezone();
                calendar.change(user.validFrom(), timezone);
            }
        }
        return calendar;
    }

    /** A task as earlier events have left it, a version that stands among the past ones already. The next events may change it. */
    void knowPast(TaskFlow task) {
        tasks.put(task.id(), task);
        storedTasks.add(task.id());
        pastTasks.add(task.id());
    }

    /** Whether earlier events have left a row of the task. */
    boolean stored(UUID taskId) {
        return storedTasks.contains(taskId);
    }

    boolean knows(UUID taskId) {
        return tasks.containsKey(taskId);
    }

    /** @throws IllegalStateException where the event can't follow those before */
    void fold(RecordedEvent event) {
        position = event.position();
        changedAt = event.timestamp();
        if (users.isEmpty()) {
            user(event, null, true, false);
        }
        UserVersion user = users.get(users.size() - 1);
        if (event.payload() instanceof TaskEvent) {
            foldTask(event);
        } else if (event.payload() instanceof AccountTimezoneChanged changed) {
            calendar.change(event.timestamp(), changed.to());
            user(event, changed.to(), user.active(), user.erased());
        } else if (event.payload() instanceof AccountDisabled) {
            user(event, user.timezone(), false, user.erased());
        } else if (event.payload() instanceof AccountEnabled) {
            user(event, user.timezone(), true, user.erased());
        } else if (event.payload() instanceof AccountErased) {
            accountErased = true;
            user(event, user.timezone(), false, true);
        }
    }

    private void foldTask(RecordedEvent event) {
        UUID taskId = event.subjectId();
        TaskFlow before = tasks.get(taskId);
        TaskFlow after = TaskFlow.evolve(before, event);
        TaskChangeRow change = TaskChangeRow.of(event, before, after, calendar.day(event.timestamp()));
        tasks.put(taskId, after);
        changes.add(change);
        changedTasks.add(taskId);
        if (before != null && !pastTasks.remove(taskId)) {
            versions.add(new TaskVersion(before, event.timestamp()));
        }
        day(change.day()).add(change);
        if (event.payload() instanceof TaskErased) {
            erasedTasks.add(taskId);
        }
    }

    /** The row of a day; days without changes between it and the one before get theirs too. */
    private DailyRow day(LocalDate date) {
        DailyRow row = today;
        if (row == null) {
            row = DailyRow.after(null, ownerId, date);
        }
        while (row.day().isBefore(date)) {
            days.put(row.day(), row);
            row = DailyRow.after(row, ownerId, row.day().plusDays(1));
        }
        days.put(row.day(), row);
        today = row;
        return row;
    }

    private void user(RecordedEvent event, @Nullable String timezone, boolean active, boolean erased) {
        if (!users.isEmpty()) {
            users.set(users.size() - 1, users.get(users.size() - 1).until(event.timestamp()));
        }
        users.add(new UserVersion(
                ownerId, users.size() + 1, event.position(), timezone, active, erased, event.timestamp(), null));
        userChanged = true;
    }

    UUID ownerId() {
        return ownerId;
    }

    /** The installation's, with which its days were told apart. */
    DefaultZones zones() {
        return zones;
    }

    long position() {
        return position;
    }

    Instant changedAt() {
        return changedAt;
    }

    /** All versions of the user, where any of them changed; else empty. */
    List<UserVersion> users() {
        return userChanged ? users : List.of();
    }

    /** Tasks that changed, as they are now. */
    List<TaskFlow> tasks() {
        return changedTasks.stream().map(tasks::get).map(this::scrubbed).toList();
    }

    /** Every change, in order. */
    List<TaskChangeRow> changes() {
        return changes.stream()
                .map(change -> erased(change.taskId()) ? change.erased() : change)
                .toList();
    }

    /** Versions of tasks that ended in these events, but for those that are known to be past, in order. */
    List<TaskVersion> versions() {
        return versions.stream()
                .map(version -> erased(version.flow().id())
                        ? new TaskVersion(version.flow().erased(), version.validTo())
                        : version)
                .toList();
    }

    /** {@link #changes}, {@link #versions} and {@link #erasedTasks} are in the tables; the rest goes on. */
    void appended() {
        changes.clear();
        versions.clear();
        erasedTasks.clear();
    }

    /** All of it is in the tables: what follows goes on from there. */
    void written() {
        if (tasks.size() > MANY) {
            tasks.keySet().retainAll(changedTasks);
            storedTasks.clear();
        }
        storedTasks.addAll(tasks.keySet());
        changedTasks.clear();
        days.clear();
        userChanged = false;
    }

    /** What it takes to hold it, in characters of text and what is about as large as so many. */
    int characters() {
        int characters = BESIDE_TASKS + BESIDE_TEXT * (tasks.size() + users.size());
        for (TaskFlow flow : tasks.values()) {
            List<String> tags = flow.task().tags();
            characters += flow.task().characters() + (tags == null ? 0 : BESIDE_TAG * tags.size());
        }
        return characters;
    }

    /** How many tasks it holds. */
    int held() {
        return tasks.size();
    }

    /** Days that changed or are new, in order. */
    List<DailyRow> days() {
        return List.copyOf(days.values());
    }

    /** Tasks whose text goes, also from the rows of earlier events. */
    Set<UUID> erasedTasks() {
        return erasedTasks;
    }

    /** Whether all text of the user goes. */
    boolean accountErased() {
        return accountErased;
    }

    private boolean erased(UUID taskId) {
        return accountErased || erasedTasks.contains(taskId);
    }

    private TaskFlow scrubbed(TaskFlow task) {
        return erased(task.id()) ? task.erased() : task;
    }
}
