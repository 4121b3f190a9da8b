package behflow.command.process.mail;

import behflow.api.account.Account;
import behflow.api.account.Accounts;
import behflow.api.kernel.Origin;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.query.FindTask;
import behflow.command.process.OwnerZones;
import behflow.command.process.RecordReminderMailed;
import behflow.command.process.execution.Messenger;
import behflow.command.process.mail.ReminderMailTable.Reminder;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends reminders, each at most once: one that may have reached the mail server is never sent again, one that certainly has
 * not is tried again for a day. {@code behflow_reminder_mails} counts attempts by their {@link SmtpDoor.Outcome}.
 */
final class ReminderMailer {

    private static final Logger LOG = LoggerFactory.getLogger(ReminderMailer.class);

    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu, HH:mm", Locale.ENGLISH);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final ReminderMailTable table;
    private final SmtpDoor door;
    private final Messenger messenger;
    private final Accounts accounts;
    private final OwnerZones zones;
    private final Clock clock;
    private final MeterRegistry meters;

    /** What became of the last one, where it could not be written down: no other node can know. */
    private @Nullable Runnable unwritten;

    ReminderMailer(
            ReminderMailTable table,
            SmtpDoor door,
            Messenger messenger,
            Accounts accounts,
            OwnerZones zones,
            Clock clock,
            MeterRegistry meters) {
        this.table = table;
        this.door = door;
        this.messenger = messenger;
        this.accounts = accounts;
        this.zones = zones;
        this.clock = clock;
        this.meters = meters;
    }

    /** Sends what waits, and says in the log what was sent. */
    void round() {
        if (unwritten != null) {
            write(unwritten);
        }
        if (table.tidy() > 0) {
            LOG.warn("Reminders were being sent by a node that died; they are not sent again");
        }
        for (Optional<Reminder> next = table.take(); next.isPresent(); next = table.take()) {
            send(next.get());
        }
        for (Optional<Reminder> next = table.takeSent(); next.isPresent(); next = table.takeSent()) {
            record(next.get());
        }
    }

    private void send(Reminder reminder) {
        if (reminder.raisedAt().isBefore(clock.instant().minus(ReminderOutbox.STALE))) {
            table.over(reminder.reminderId(), "failed", "It could not be sent for a day.");
            return;
        }
        Optional<Account> account = accounts.find(reminder.ownerId()).filter(Account::active);
        String address = account.map(Account::email).orElse(null);
        if (address == null) {
            table.over(reminder.reminderId(), "dropped", "There is no address to send it to.");
            return;
        }
        TaskState task = messenger.ask(new FindTask(reminder.taskId(), null), TaskState.class);
        String name = task == null ? null : task.name();
        if (task == null || name == null || task.deleted() || task.status() == TaskStatus.COMPLETED) {
            table.over(reminder.reminderId(), "dropped", "The task is done or gone.");
            return;
        }
        String text = text(reminder, name);
        if (!table.sending(reminder)) {
            return;
        }
        SmtpDoor.Outcome outcome = door.send(reminder.reminderId(), address, "Reminder: " + name, text);
        meters.counter("behflow.reminder.mails", "outcome", outcome.name().toLowerCase(Locale.ROOT))
                .increment();
        if (outcome == SmtpDoor.Outcome.SENT) {
            write(() -> table.sent(reminder.reminderId()));
            record(reminder);
        } else if (outcome.mayBeTriedAgain()) {
            LOG.warn("Reminder {} is tried again: {}", reminder.reminderId(), outcome.sentence());
            write(() -> table.again(reminder, pause(reminder), outcome.sentence()));
        } else {
            LOG.warn("Reminder {} is not tried again: {}", reminder.reminderId(), outcome.sentence());
            write(() -> table.over(reminder.reminderId(), "failed", outcome.sentence()));
        }
    }

    /** Now, or at the beginning of a later round. */
    private void write(Runnable note) {
        unwritten = note;
        note.run();
        unwritten = null;
    }

    /** Longer each time. */
    private static Duration pause(Reminder reminder) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(reminder.attempts() - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private String text(Reminder reminder, String name) {
        ZoneId zone = zones.of(reminder.ownerId());
        return "%s%n%nDue: %s (%s)%n"
                .formatted(name, WHEN.format(reminder.dueDate().atZone(zone)), zone.getId());
    }

    private void record(Reminder reminder) {
        messenger.send(
                new RecordReminderMailed(reminder.reminderId(), reminder.taskId()),
                Origin.ofProcess(
                        reminder.ownerId(),
                        reminder.correlationId(),
                        reminder.causationId(),
                        reminder.requestId(),
                        reminder.correlationId(),
                        reminder.depth()));
        table.over(reminder.reminderId(), "recorded", "");
    }
}
