package behflow.command.following;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.account.event.AccountErased;
import behflow.api.admin.DeadLetters.Letter;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.Ids;
import behflow.api.kernel.LogFollower;
import behflow.api.kernel.Origin;
import behflow.api.kernel.PersonalCopies;
import behflow.api.kernel.RecordedEvent;
import behflow.api.kernel.RejectedException;
import behflow.api.task.event.TaskDeleted;
import behflow.api.task.event.TaskErased;
import behflow.api.task.event.TaskEvent;
import behflow.api.task.event.TaskRenamed;
import behflow.command.eventstore.LogEraser;
import behflow.command.eventstore.StoreFixture;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Followers see every event once, in order for each owner; what one can't handle holds up its owner only, and is mended. */
class FollowingIT {

    private static final FollowingSettings SETTINGS = new FollowingSettings(4, 100, 4, Duration.ofMillis(50));
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<PersonalCopies> COPIES = List.of(new LetterCopies());

    private StoreFixture fixture;

    @BeforeEach
    void database() throws SQLException {
        fixture = new StoreFixture();
        fixture.database()
                .execute("create table followed (follower text, owner_id uuid, position bigint, name text not null,"
                        + " primary key (follower, owner_id, position))");
        fixture.database().execute("create table poison (name text primary key, kind text)");
    }

    @AfterEach
    void drop() throws Exception {
        fixture.close();
    }

    @Test
    void givenManyOwners_whenFollowedByTwoNodes_thenEveryEventOnceAndNothingBehind() throws Exception {
        try (FollowerNode one = new FollowerNode(fixture, SETTINGS, new Copy("test.copy"), new Copy("test.other"));
                FollowerNode two = new FollowerNode(fixture, SETTINGS, new Copy("test.copy"), new Copy("test.other"))) {
            for (int owner = 0; owner < 40; owner++) {
                write(owner % 2 == 0 ? one : two, Ids.newId(), "a", "b", "c");
            }
            await(() -> fixture.number("select count(*) from followed") == 240);
            await(() -> one.status().list().stream().allMatch(status -> status.lag() == 0 && status.position() == 120));
            assertThat(one.status().list())
                    .extracting("name", "kind", "state", "head", "deadLetters")
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("test.copy", "async", "live", 120L, 0L),
                            org.assertj.core.groups.Tuple.tuple("test.other", "async", "live", 120L, 0L));
        }
    }

    @Test
    void givenPoison_whenFollowed_thenOthersGoOnAndItIsMendedByRetry() throws Exception {
        for (String kind : List.of("sql", "application", "after a write")) {
            try (FollowerNode node = new FollowerNode(fixture, SETTINGS, new Copy("test." + kind.charAt(0)))) {
                UUID victim = Ids.newId();
                UUID other = Ids.newId();
                fixture.database().execute("insert into poison values ('" + kind + "', '" + kind + "')");
                write(node, victim, "good", kind, "later", "last");
                write(node, other, "fine");
                await(() -> rows(other) == 1 && fixture.number("select count(*) from eventstore.dead_letter") == 3);
                assertThat(rows(victim))
                        .as("only what is ahead of the poison, and no half of it")
                        .isOne();
                List<Letter> letters = node.letters().list(10);
                assertThat(letters).extracting(Letter::position).containsExactlyInAnyOrder(2L, 3L, 4L);
                Letter head = letters.stream()
                        .filter(l -> l.position() == 2)
                        .findFirst()
                        .orElseThrow();
                assertThat(head.attempts()).isOne();
                assertThat(head.causeMessage()).isNotBlank();
                assertThat(head.type()).isEqualTo("task.renamed");
                assertThat(letters).filteredOn(l -> l.position() > 2).allMatch(l -> l.attempts() == 0);
                assertThat(node.status().list().get(0).deadLetters()).isEqualTo(3);
                assertThat(node.status().list().get(0).state()).isEqualTo("live");

                List<Letter> left = node.letters().retry(head.letterId());
                assertThat(left).extracting(Letter::position).containsExactly(2L, 3L, 4L);
                assertThat(left.get(0).attempts()).isEqualTo(2);
                write(node, victim, 4, "behind");
                await(() -> fixture.number("select count(*) from eventstore.dead_letter") == 4);

                fixture.database().execute("delete from poison");
                assertThat(node.letters().retry(head.letterId())).isEmpty();
                assertThat(rows(victim)).isEqualTo(5);
                assertThatThrownBy(() -> node.letters().retry(head.letterId())).isInstanceOf(RejectedException.class);
                write(node, victim, 5, "again");
                await(() -> rows(victim) == 6);
            }
        }
    }

    @Test
    void givenPoison_whenDiscardedOrTimeGoesBy_thenItsSuccessorsGoOn() throws Exception {
        try (FollowerNode node = new FollowerNode(fixture, SETTINGS, new Copy("test.copy"))) {
            UUID given = Ids.newId();
            UUID mended = Ids.newId();
            fixture.database().execute("insert into poison values ('bad', 'sql'), ('worse', 'application')");
            write(node, given, "bad", "next");
            write(node, mended, "worse", "next");
            await(() -> fixture.number("select count(*) from eventstore.dead_letter") == 4);
            Letter bad = node.letters().list(10).stream()
                    .filter(letter -> letter.ownerId().equals(given) && letter.position() == 1)
                    .findFirst()
                    .orElseThrow();
            giveUp(bad);
            assertThatThrownBy(() -> giveUp(bad)).isInstanceOf(RejectedException.class);
            node.letters().retryDue();
            assertThat(rows(given)).isOne();
            assertThat(rows(mended)).isZero();
            fixture.database().execute("delete from poison");
            await(() -> {
                node.letters().retryDue();
                return rows(mended) == 2;
            });
            assertThat(node.letters().counts()).containsEntry("test.copy", 0L);
        }
    }

    @Test
    void givenSqlErrorThatIsPassedOver_whenFollowed_thenNothingIsLostAndItIsALetter() throws Exception {
        try (FollowerNode node = new FollowerNode(fixture, SETTINGS, new Copy("test.copy"))) {
            UUID owner = Ids.newId();
            fixture.database().execute("insert into poison values ('bad', 'passed over')");
            write(node, owner, "good", "bad");
            await(() -> fixture.number("select count(*) from eventstore.dead_letter") == 1);
            assertThat(rows(owner)).isOne();
            fixture.database().execute("delete from poison");
            assertThat(node.letters().retry(node.letters().list(1).get(0).letterId()))
                    .isEmpty();
            assertThat(rows(owner)).isEqualTo(2);
        }
    }

    @Test
    void givenLongLine_whenMended_thenHandledInOrderOverSeveralTransactions() throws Exception {
        try (FollowerNode node = new FollowerNode(fixture, SETTINGS, new Copy("test.copy"))) {
            UUID owner = Ids.newId();
            fixture.database().execute("insert into poison values ('bad', 'application')");
            String[] names = new String[500];
            java.util.Arrays.fill(names, "n");
            names[0] = "bad";
            write(node, owner, names);
            await(() -> fixture.number("select count(*) from eventstore.dead_letter") == 500);
            fixture.database().execute("delete from poison");
            assertThat(node.letters().retry(node.letters().list(1).get(0).letterId()))
                    .isEmpty();
            assertThat(rows(owner)).isEqualTo(500);
        }
    }

    @Test
    void givenEventsBefore_whenFollowerStartsNow_thenOnlyWhatComes() throws Exception {
        UUID owner = Ids.newId();
        try (FollowerNode node = new FollowerNode(fixture, SETTINGS, new Copy("test.copy"))) {
            write(node, owner, "a", "b");
            await(() -> rows(owner) == 2);
        }
        LogFollower late = new Copy("test.late") {
            @Override
            public Start start() {
                return Start.NOW;
            }
        };
        try (FollowerNode node = new FollowerNode(fixture, SETTINGS, late, new Copy("test.copy"))) {
            write(node, owner, 2, "c");
            await(() -> rows(owner) == 4);
            assertThat(fixture.number("select position from followed where follower = 'test.late'"))
                    .isEqualTo(3);
        }
    }

    @Test
    void givenErasureSinceTheEventWasRead_whenItFails_thenTheMessageIsNotKept() throws Exception {
        AtomicReference<Consumer<UUID>> meanwhile = new AtomicReference<>(owner -> {});
        try (FollowerNode node = new FollowerNode(fixture, SETTINGS, new Quoting(meanwhile))) {
            UUID whole = Ids.newId();
            write(node, whole, "secret");
            assertThat(failed(node, whole).causeMessage()).contains("secret");

            LogEraser eraser = node.store().eraser();
            meanwhile.set(owner -> eraser.eraseSubject(
                    owner,
                    null,
                    origin(owner),
                    (positions, remaining) -> new TaskErased("request", positions, remaining),
                    COPIES));
            UUID erased = Ids.newId();
            write(node, erased, "secret");
            Letter letter = failed(node, erased);
            assertThat(letter.causeMessage()).isEmpty();
            meanwhile.set(owner -> {});
            assertThat(node.letters().retry(letter.letterId()).get(0).attempts())
                    .isEqualTo(2);
            assertThat(failed(node, erased).causeMessage()).isEmpty();

            meanwhile.set(owner -> eraser.eraseOwner(
                    origin(owner),
                    (positions, remaining) -> new AccountErased("request", positions, remaining),
                    COPIES));
            UUID closed = Ids.newId();
            node.store().eventStore().publish(StoreFixture.messages(closed, closed, 0, new TaskDeleted()));
            assertThat(failed(node, closed).causeMessage()).isEmpty();
        }
    }

    @Test
    void givenErasureUnderWay_whenAnEventFails_thenTheMessageIsNotKeptAndNobodyWaits() throws Exception {
        try (FollowerNode node = new FollowerNode(fixture, SETTINGS, new Quoting(new AtomicReference<>(owner -> {})));
                Connection connection = fixture.database().dataSource().getConnection()) {
            connection.setAutoCommit(false);
            UUID owner = Ids.newId();
            new LetterCopies().eraseSubject(connection, owner, owner);
            write(node, owner, "secret");
            assertThat(failed(node, owner).causeMessage()).isEmpty();
            connection.rollback();
        }
    }

    /** As after a fail-over to a server that had not heard of the last commits, tokens of followers among them. */
    @Test
    void givenTransactionIdsThatGoBack_whenFollowed_thenOnFromTheStoredToken() throws Exception {
        try (FollowerNode node = new FollowerNode(fixture, SETTINGS, new Copy("test.copy"))) {
            UUID kept = Ids.newId();
            write(node, kept, "kept");
            await(() -> rows(kept) == 1);
            fixture.database().execute("create table tokens_then as select * from eventstore.token_entry");
            fixture.database().execute("update eventstore.transaction_offset set value = value + 1000000");
            UUID lost = Ids.newId();
            write(node, lost, "lost");
            await(() -> rows(lost) == 1);

            fixture.database()
                    .execute("with gone as (delete from eventstore.event where owner_id = '" + lost
                            + "'), headless as (delete from eventstore.log_head where owner_id = '" + lost
                            + "'), tokens as (update eventstore.token_entry t set token = o.token from tokens_then o"
                            + " where t.processor_name = o.processor_name and t.segment = o.segment)"
                            + " update eventstore.transaction_offset set value = value - 1000000");
            UUID next = Ids.newId();
            write(node, next, "next");

            await(() -> rows(next) == 1);
            assertThat(rows(kept)).isOne();
        }
    }

    private static Origin origin(UUID owner) {
        UUID request = Ids.newId();
        return Origin.ofUser(owner, request).causedBy(request);
    }

    /** The owner's letter that was tried, once there is one. */
    private static Letter failed(FollowerNode node, UUID owner) throws Exception {
        AtomicReference<Letter> failed = new AtomicReference<>();
        await(() -> {
            node.letters().list(100).stream()
                    .filter(letter -> letter.ownerId().equals(owner) && letter.attempts() > 0)
                    .forEach(failed::set);
            return failed.get() != null;
        });
        return failed.get();
    }

    private void giveUp(Letter letter) throws SQLException {
        try (Connection connection = fixture.database().dataSource().getConnection()) {
            new LetterGivenUp(letter.letterId()).write(connection);
        }
    }

    private long rows(UUID owner) throws SQLException {
        return fixture.number("select count(*) from followed where owner_id = ?", owner);
    }

    private static void write(FollowerNode node, UUID owner, String... names) {
        write(node, owner, 0, names);
    }

    /** One task's events, one of each name; {@code sequence} of them are there already. */
    private static void write(FollowerNode node, UUID owner, int sequence, String... names) {
        DomainEvent[] events = new DomainEvent[names.length];
        for (int i = 0; i < names.length; i++) {
            events[i] = new TaskRenamed("", names[i]);
        }
        node.store().eventStore().publish(StoreFixture.messages(owner, owner, sequence, events));
    }

    static void await(Callable<Boolean> condition) throws Exception {
        Instant limit = Instant.now().plus(PATIENCE);
        while (!condition.call()) {
            assertThat(Instant.now()).as("in time").isBefore(limit);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Writes down each event; fails as the table of poisons says. */
    private static class Copy implements LogFollower {
        private final String name;

        Copy(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean accepts(DomainEvent event) {
            return event instanceof TaskEvent;
        }

        @Override
        public void follow(Connection connection, List<RecordedEvent> events) throws SQLException {
            for (RecordedEvent event : events) {
                TaskRenamed renamed = (TaskRenamed) event.payload();
                String poison = poison(connection, renamed.to());
                if ("passed over".equals(poison)) {
                    try {
                        insert(connection, event, null);
                    } catch (SQLException passedOver) {
                        continue;
                    }
                } else if ("sql".equals(poison)) {
                    insert(connection, event, null);
                } else if ("application".equals(poison)) {
                    throw new IllegalStateException("Bad");
                }
                insert(connection, event, renamed.to());
                if ("after a write".equals(poison)) {
                    throw new IllegalStateException("Bad afterwards");
                }
            }
        }

        private static String poison(Connection connection, String name) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement("select kind from poison where name = ?")) {
                statement.setString(1, name);
                var row = statement.executeQuery();
                return row.next() ? row.getString(1) : "none";
            }
        }

        private void insert(Connection connection, RecordedEvent event, String text) throws SQLException {
            try (PreparedStatement statement =
                    connection.prepareStatement("insert into followed values (?, ?, ?, ?)")) {
                statement.setString(1, name);
                statement.setObject(2, event.ownerId());
                statement.setLong(3, event.position());
                statement.setString(4, text);
                statement.executeUpdate();
            }
        }
    }

    /** Fails with what it has read, after something else has happened. */
    private record Quoting(AtomicReference<Consumer<UUID>> meanwhile) implements LogFollower {

        @Override
        public String name() {
            return "test.quoting";
        }

        @Override
        public boolean accepts(DomainEvent event) {
            return event instanceof TaskEvent;
        }

        @Override
        public void follow(Connection connection, List<RecordedEvent> events) {
            meanwhile.get().accept(events.get(0).ownerId());
            throw new IllegalStateException("Bad: secret");
        }
    }
}
