package behflow.command.process.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.account.Account;
import behflow.api.account.Accounts;
import behflow.api.task.Priority;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.query.FindTask;
import behflow.command.process.OwnerZones;
import behflow.command.process.execution.Messengers;
import behflow.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reminders on their way while the database or the mail server is away: none is lost that certainly was not sent. */
class ReminderMailerIT {

    private static TestDatabase database;
    private static JdbcClient jdbc;

    private final UUID owner = UUID.randomUUID();
    private final UUID reminder = UUID.randomUUID();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TaskState task = new TaskState(
            UUID.randomUUID(),
            owner,
            0,
            "A",
            "",
            TaskStatus.NOT_STARTED,
            Priority.LOW,
            Instant.now(),
            List.of(),
            Instant.now(),
            Instant.now(),
            null,
            null);

    @BeforeAll
    static void migrate() {
        database = TestDatabase.create();
        jdbc = JdbcClient.create(database.dataSource());
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:db/migration/command")
                .load()
                .migrate();
    }

    @AfterAll
    static void drop() {
        database.drop();
    }

    @BeforeEach
    void raised() {
        jdbc.sql("delete from process.reminder_mail").update();
        jdbc.sql("insert into process.reminder_mail (reminder_id, owner_id, task_id, due_date, correlation_id,"
                        + " causation_id, request_id, depth, raised_at)"
                        + " values (?, ?, ?, now(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, now())")
                .params(reminder, owner, task.taskId())
                .update();
    }

    @Test
    void givenDatabaseAwayAheadOfTheMailServer_whenItIsBack_thenTheReminderStillWaits() throws IOException {
        ReminderMailer mailer = mailer(new ReminderMailTable(jdbc), () -> {
            throw away();
        });

        assertThatThrownBy(mailer::round).isInstanceOf(DataAccessResourceFailureException.class);

        assertThat(state()).isEqualTo("waiting");
        assertThat(nextAttempt()).isBefore(Instant.now().plus(Duration.ofMinutes(2)));
        due();
        mailer(new ReminderMailTable(jdbc), Optional::empty).round();
        assertThat(state()).isEqualTo("dropped");
    }

    @Test
    void givenDatabaseAwayBehindTheMailServer_whenItIsBack_thenWhatBecameIsWritten() throws IOException {
        ReminderMailTable table = new ReminderMailTable(jdbc) {
            private boolean away = true;

            @Override
            void again(Reminder reminder, Duration pause, String note) {
                if (away) {
                    away = false;
                    throw away();
                }
                super.again(reminder, pause, note);
            }
        };
        ReminderMailer mailer = mailer(table, () -> Optional.of(account()));

        assertThatThrownBy(mailer::round).isInstanceOf(DataAccessResourceFailureException.class);

        assertThat(state()).isEqualTo("sending");
        assertThat(meters.get("behflow.reminder.mails")
                        .tag("outcome", "unreachable")
                        .counter()
                        .count())
                .isOne();
        due();
        mailer.round();
        assertThat(state()).isEqualTo("waiting");
    }

    @Test
    void givenNodeThatWasPaused_whenAnotherHasTakenItsReminder_thenOnlyThatOneSends() {
        ReminderMailTable table = new ReminderMailTable(jdbc);
        ReminderMailTable.Reminder first = table.take().orElseThrow();
        due();
        ReminderMailTable.Reminder second = table.take().orElseThrow();

        assertThat(table.sending(first)).isFalse();
        assertThat(table.sending(second)).isTrue();
        due();
        assertThat(table.take()).isEmpty();
    }

    private static DataAccessResourceFailureException away() {
        return new DataAccessResourceFailureException("away");
    }

    private Account account() {
        return new Account(owner, "john", "J", "D", "john@example.org", null, "dmy", false, true, Instant.now());
    }

    /** Its mail server can't be reached. */
    private ReminderMailer mailer(ReminderMailTable table, Supplier<Optional<Account>> account) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Accounts accounts = (Accounts) Proxy.newProxyInstance(
                Accounts.class.getClassLoader(), new Class<?>[] {Accounts.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("find");
                    return account.get();
                });
        OwnerZones zones = new OwnerZones() {
            @Override
            public ZoneId of(UUID ownerId) {
                return ZoneOffset.UTC;
            }

            @Override
            public ZoneId standard() {
                return ZoneOffset.UTC;
            }
        };
        return new ReminderMailer(
                table,
                SmtpDoorTest.door(port),
                Messengers.answering(FindTask.class, TaskState.class, task),
                accounts,
                zones,
                Clock.systemUTC(),
                meters);
    }

    private void due() {
        jdbc.sql("update process.reminder_mail set next_attempt = clock_timestamp()")
                .update();
    }

    private String state() {
        return jdbc.sql("select state from process.reminder_mail where reminder_id = ?")
                .param(reminder)
                .query(String.class)
                .single();
    }

    private Instant nextAttempt() {
        return jdbc.sql("select next_attempt from process.reminder_mail where reminder_id = ?")
                .param(reminder)
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }
}
