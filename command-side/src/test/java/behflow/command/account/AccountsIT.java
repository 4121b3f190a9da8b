package behflow.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import behflow.api.account.Account;
import behflow.api.account.command.ChangeSettings;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.task.To;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who becomes administrator, who may register, and what of it is in the log: on two nodes over one database. */
class AccountsIT extends AccountNodesIT {

    @Test
    void givenNobody_whenManyRegisterAtOnceOnTwoNodes_thenExactlyOneIsAdministrator() throws Exception {
        List<Callable<Account>> registrations = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            JdbcAccounts node = i % 2 == 0 ? one : two;
            String name = "user-" + i;
            registrations.add(() -> node.register(account(name), bySelf()));
        }
        List<Account> registered = allAtOnce(registrations);
        assertThat(registered).hasSize(12);
        assertThat(registered.stream().filter(Account::admin)).hasSize(1);
        assertThat(count("select count(*) from account where admin")).isOne();
    }

    @Test
    void givenOneName_whenManyRegisterItAtOnce_thenOneDoes() throws Exception {
        List<Callable<Integer>> registrations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            JdbcAccounts node = i % 2 == 0 ? one : two;
            String name = i % 3 == 0 ? "Same" : "same";
            registrations.add(() -> {
                try {
                    node.register(account(name), bySelf());
                    return 1;
                } catch (RejectedException e) {
                    assertThat(e.code()).isEqualTo(RejectionCode.INVALID);
                    assertThat(e.detail()).isEqualTo("Username already exists");
                    return 0;
                }
            });
        }
        assertThat(allAtOnce(registrations).stream().mapToInt(i -> i).sum()).isOne();
    }

    @Test
    void givenClosedRegistration_whenRegistering_thenOnlyTheFirstAndByAdministrators() {
        JdbcAccounts closed = node(new AccountProperties(List.of(), "closed", Duration.ofHours(24)));
        assertThat(closed.register(account("first"), bySelf()).admin()).isTrue();
        rejected(RejectionCode.FORBIDDEN, () -> closed.register(account("second"), bySelf()));
        rejected(RejectionCode.FORBIDDEN, () -> closed.register(account("first"), bySelf()));
        assertThat(closed.register(account("second"), byAdmin()).admin()).isFalse();
    }

    @Test
    void givenClosedRegistrationAndNobody_whenManyRegisterAtOnce_thenOneDoes() throws Exception {
        JdbcAccounts closed = node(new AccountProperties(List.of(), "closed", Duration.ofHours(24)));
        List<Callable<Integer>> registrations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "user-" + i;
            registrations.add(() -> {
                try {
                    closed.register(account(name), bySelf());
                    return 1;
                } catch (RejectedException e) {
                    assertThat(e.code()).isEqualTo(RejectionCode.FORBIDDEN);
                    return 0;
                }
            });
        }
        assertThat(allAtOnce(registrations).stream().mapToInt(i -> i).sum()).isOne();
    }

    @Test
    void givenNamedAdministrators_whenTheNameIsFree_thenOnlyAnAdministratorCanRegisterIt() {
        one.register(account("first"), bySelf());
        one.register(account("alice"), bySelf());
        JdbcAccounts named = node(new AccountProperties(List.of(" Alice ", "bob", ""), "open", Duration.ofHours(24)));
        assertThat(named.login("ALICE", "securepass123", HOME, null).account().admin())
                .isTrue();
        rejected(RejectionCode.FORBIDDEN, () -> named.register(account("BOB"), bySelf()));
        rejected(RejectionCode.INVALID, () -> named.register(account("alice"), bySelf()));
        assertThat(named.register(account("Bob"), byAdmin()).admin()).isTrue();
        assertThat(named.register(account("carol"), bySelf()).admin()).isFalse();
        assertThat(count("select count(*) from account where admin"))
                .as("the list makes administrators while it names them, no longer")
                .isOne();
        assertThat(one.login("alice", "securepass123", HOME, null).account().admin())
                .isFalse();
    }

    @Test
    void givenEventThatCantBeStored_whenRegisteredOrManaged_thenNoRowIsWrittenEither() throws Exception {
        DATABASE.execute(
                "alter table eventstore.event add constraint none check (type not like 'account.%') not valid");
        try {
            assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> one.register(account("john"), bySelf()));
            assertThat(count("select count(*) from account")).isZero();
        } finally {
            DATABASE.execute("alter table eventstore.event drop constraint none");
        }
        Account john = one.register(account("john"), bySelf());
        DATABASE.execute(
                "alter table eventstore.event add constraint none check (type not like 'account.%') not valid");
        try {
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> two.manage(john.userId(), "another-pass", false, on(john.userId())));
        } finally {
            DATABASE.execute("alter table eventstore.event drop constraint none");
        }
        assertThat(one.login("john", "securepass123", HOME, null).account().active())
                .isTrue();
    }

    @Test
    void givenSettings_whenChanged_thenRowAndEventTogetherOrNeither() throws Exception {
        Account john = one.register(account("john"), bySelf());
        Origin origin = Origin.ofUser(john.userId(), Ids.newId());
        one.changeSettings(
                new ChangeSettings(john.userId(), new To<>("Asia/Tehran"), "ymd", new To<>("john@example.org")),
                origin);
        two.changeSettings(new ChangeSettings(john.userId(), new To<>("Asia/Tehran"), null, new To<>(null)), origin);
        Account changed = one.find(john.userId()).orElseThrow();
        assertThat(changed.dateOrder()).isEqualTo("ymd");
        assertThat(changed.email()).isNull();
        UUID nobody = Ids.newId();
        rejected(
                RejectionCode.NOT_FOUND,
                () -> one.changeSettings(
                        new ChangeSettings(nobody, new To<>("Asia/Tehran"), "mdy", null),
                        Origin.ofUser(nobody, Ids.newId())));
        DATABASE.execute(
                "alter table eventstore.event add constraint none check (type <> 'account.timezone_changed') not valid");
        try {
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> two.changeSettings(
                            new ChangeSettings(john.userId(), new To<>("UTC"), "mdy", null), origin));
        } finally {
            DATABASE.execute("alter table eventstore.event drop constraint none");
        }
        assertThat(one.find(john.userId()).orElseThrow().dateOrder()).isEqualTo("ymd");
        assertThat(JDBC.sql("select type from eventstore.event order by position")
                        .query(String.class)
                        .list())
                .containsExactly("account.registered", "account.timezone_changed");
    }

    @Test
    void givenAccounts_whenRegisteredDisabledAndEnabled_thenEachHasItsEventsOnce() {
        Account john = one.register(account("john"), bySelf());
        rejected(RejectionCode.INVALID, () -> two.register(account("john"), bySelf()));
        Origin admin = on(john.userId());
        two.manage(john.userId(), null, true, admin);
        two.manage(john.userId(), "another-pass", false, admin);
        one.manage(john.userId(), null, false, admin);
        one.manage(john.userId(), null, true, admin);
        assertThat(JDBC.sql("select type from eventstore.event order by position")
                        .query(String.class)
                        .list())
                .containsExactly("account.registered", "account.password_reset", "account.disabled", "account.enabled");
        assertThat(one.login("john", "another-pass", HOME, null).account().active())
                .isTrue();
    }

    @Test
    void givenTwoAdministrators_whenTheyDisableEachOtherAtOnce_thenOneIsLeft() throws Exception {
        Account john = one.register(account("john"), bySelf());
        Account jane = one.register(account("jane"), bySelf());
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Connection registering = DATABASE.dataSource().getConnection()) {
            registering.setAutoCommit(false);
            ActingAccount.oneAtATime(registering);
            Future<?> disablingJane = threads.submit(() ->
                    one.manage(jane.userId(), null, false, Origin.ofAdmin(john.userId(), jane.userId(), Ids.newId())));
            Future<?> disablingJohn = threads.submit(() ->
                    two.manage(john.userId(), null, false, Origin.ofAdmin(jane.userId(), john.userId(), Ids.newId())));
            TimeUnit.MILLISECONDS.sleep(500);
            registering.rollback();
            assertThat(Stream.of(disablingJane, disablingJohn).map(AccountsIT::refusal))
                    .containsExactlyInAnyOrder(null, RejectionCode.UNAUTHENTICATED);
        } finally {
            threads.shutdownNow();
        }
        assertThat(count("select count(*) from account where active")).isOne();
    }

    private static @Nullable RejectionCode refusal(Future<?> future) {
        try {
            future.get(10, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return ((RejectedException) e.getCause()).code();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** An erasure holds what registrations take one after the other, and may do so for long. */
    @Test
    void givenRegistrationThatHasToWait_whenOthersWriteOnItsNode_thenTheyDoNotWait() throws Exception {
        Account john = one.register(account("john"), bySelf());
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection erasing = DATABASE.dataSource().getConnection()) {
            erasing.setAutoCommit(false);
            ActingAccount.oneAtATime(erasing);
            Future<Account> waiting = thread.submit(() -> one.register(account("jane"), bySelf()));
            while (!waiting.isDone()
                    && count("select count(*) from pg_locks where locktype = 'advisory' and not granted") == 0) {
                TimeUnit.MILLISECONDS.sleep(5);
            }

            long begun = System.nanoTime();
            one.changeSettings(
                    new ChangeSettings(john.userId(), new To<>("Asia/Tehran"), null, null),
                    Origin.ofUser(john.userId(), Ids.newId()));

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
            assertThat(waiting).isNotDone();
            erasing.rollback();
            assertThat(waiting.get(30, TimeUnit.SECONDS).admin()).isFalse();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void givenUserWhoWasErasedMeanwhile_whenManaged_thenNotFound() {
        Account john = one.register(account("john"), bySelf());
        JDBC.sql("update eventstore.log_head set closed_at = position where owner_id = ?")
                .param(john.userId())
                .update();
        JDBC.sql("delete from account where user_id = ?").param(john.userId()).update();
        Origin admin = on(john.userId());
        rejected(RejectionCode.NOT_FOUND, () -> two.manage(john.userId(), null, false, admin));
        rejected(RejectionCode.NOT_FOUND, () -> one.manage(john.userId(), "another-pass", null, admin));
    }

    @Test
    void givenPasswordThatIsBeingChanged_whenTheAccountIsErased_thenItWaitsAndNeitherFails() throws Exception {
        Account john = one.register(account("john"), bySelf());
        one.login("john", "securepass123", HOME, null);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Connection changing = DATABASE.dataSource().getConnection();
                Connection erasing = DATABASE.dataSource().getConnection()) {
            changing.setAutoCommit(false);
            erasing.setAutoCommit(false);
            changing.createStatement().execute("update account set password_hash = 'another'");
            Future<?> erasure = threads.submit(() -> {
                new AccountCopies().eraseOwner(erasing, john.userId());
                erasing.commit();
                return null;
            });
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (count("select count(*) from pg_stat_activity where datname = current_database()"
                                    + " and wait_event_type = 'Lock'")
                            == 0
                    && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            changing.createStatement().execute("set local lock_timeout = '500ms'");
            changing.createStatement().execute("delete from session");
            changing.commit();
            erasure.get(10, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
        assertThat(count("select count(*) from account")).isZero();
    }

    private static Origin byAdmin() {
        return Origin.ofAdmin(Ids.newId(), Ids.newId(), Ids.newId());
    }
}
