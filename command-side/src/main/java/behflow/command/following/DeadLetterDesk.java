package behflow.command.following;

import behflow.api.admin.DeadLetters;
import behflow.api.kernel.RejectedException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.deadletter.jdbc.JdbcDeadLetter;
import org.axonframework.messaging.deadletter.SequencedDeadLetterProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Shows dead letters, tries them again and gives them up. */
final class DeadLetterDesk implements DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterDesk.class);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(20);
    private static final int SHOWN = 100;

    private static final String LETTERS = "select l.letter_id, l.processing_group, l.owner_id, l.event_id, l.position,"
            + " e.type, l.enqueued_at, l.last_touched, l.attempts, l.cause_type, l.cause_message"
            + " from eventstore.dead_letter l join eventstore.event e"
            + " on e.owner_id = l.owner_id and e.position = l.position";

    private final JdbcClient jdbc;
    private final Following following;
    private final Supplier<EventProcessingConfiguration> processing;
    private final Duration retryEvery;

    DeadLetterDesk(
            JdbcClient jdbc,
            Following following,
            Supplier<EventProcessingConfiguration> processing,
            Duration retryEvery) {
        this.jdbc = jdbc;
        this.following = following;
        this.processing = processing;
        this.retryEvery = retryEvery;
    }

    @Override
    public List<Letter> list(int limit) {
        return jdbc.sql(LETTERS + " order by l.enqueued_at, l.letter_id limit ?")
                .param(limit)
                .query((row, n) -> letter(row))
                .list();
    }

    @Override
    public Letter find(UUID letterId) {
        return jdbc.sql(LETTERS + " where l.letter_id = ?")
                .param(letterId.toString())
                .query((row, n) -> letter(row))
                .optional()
                .orElseThrow(RejectedException::notFound);
    }

    /** Those of followers that this version no longer has are counted too: someone must decide about them. */
    @Override
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        following.names().forEach(name -> counts.put(name, 0L));
        jdbc.sql("select processing_group, count(*) from eventstore.dead_letter group by 1 order by 1")
                .query(row -> {
                    counts.put(row.getString(1), row.getLong(2));
                });
        return counts;
    }

    @Override
    public List<Letter> retry(UUID letterId) {
        Letter letter = find(letterId);
        String sequence = letter.ownerId().toString();
        Instant patience = Instant.now().plus(LONGEST_ROUND);
        List<Letter> left;
        do {
            AtomicBoolean found = new AtomicBoolean();
            process(letter.follower(), first -> {
                boolean mine = first.getSequenceIdentifier().equals(sequence) && takes(first);
                found.compareAndSet(false, mine);
                return mine;
            });
            left = sequence(letter);
            if (!found.get() && !left.isEmpty()) {
                throw RejectedException.conflict("This letter is being tried already");
            }
        } while (!left.isEmpty() && left.get(0).attempts() == 0 && Instant.now().isBefore(patience));
        return left;
    }

    /** Tries every sequence whose time has come; one that fails has to wait longer. */
    void retryDue() {
        counts().forEach((follower, count) -> {
            if (count > 0 && following.names().contains(follower)) {
                retryDue(follower);
            }
        });
    }

    private void retryDue(String follower) {
        Instant patience = Instant.now().plus(LONGEST_ROUND);
        AtomicReference<String> tried = new AtomicReference<>("");
        AtomicBoolean more = new AtomicBoolean();
        do {
            more.set(false);
            process(follower, first -> {
                boolean due = isDue(first) && !first.getIdentifier().equals(tried.get()) && takes(first);
                if (due) {
                    tried.set(first.getIdentifier());
                    more.set(true);
                }
                return due;
            });
        } while (more.get() && Instant.now().isBefore(patience));
    }

    /** In the transaction that tries it: whoever else tries it just now is not waited for. */
    private boolean takes(JdbcDeadLetter<?> letter) {
        return jdbc.sql("select 1 from eventstore.dead_letter where letter_id = ? for update skip locked")
                .param(letter.getIdentifier())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    private boolean isDue(JdbcDeadLetter<?> letter) {
        int attempts = ((Number) letter.diagnostics().get(LetterReader.ATTEMPTS)).intValue();
        if (attempts == 0) {
            return true;
        }
        Duration wait = retryEvery.multipliedBy(1L << Math.min(attempts - 1, 20));
        Duration bounded = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
        return letter.lastTouched().plus(bounded).isBefore(Instant.now());
    }

    private void process(String follower, Predicate<JdbcDeadLetter<?>> sequences) {
        SequencedDeadLetterProcessor<EventMessage<?>> processor = processing
                .get()
                .sequencedDeadLetterProcessor(follower)
                .orElseThrow(() -> RejectedException.conflict("This version has no follower called " + follower));
        try {
            processor.process(first -> sequences.test((JdbcDeadLetter<?>) first));
        } catch (RuntimeException e) {
            LOG.error("Dead letters of {} could not be tried", follower, e);
            throw RejectedException.unavailable("Dead letters can't be tried now", Duration.ofSeconds(10));
        }
    }

    private List<Letter> sequence(Letter letter) {
        return jdbc.sql(LETTERS
                        + " where l.processing_group = ? and l.sequence_id = ? order by l.sequence_index limit ?")
                .param(letter.follower())
                .param(letter.ownerId().toString())
                .param(SHOWN)
                .query((row, n) -> letter(row))
                .list();
    }

    @Override
    public void forget(UUID letterId) {
        jdbc.sql("delete from eventstore.dead_letter where letter_id = ?")
                .param(letterId.toString())
                .update();
    }

    private static Letter letter(ResultSet row) throws SQLException {
        return new Letter(
                UUID.fromString(row.getString(1)),
                row.getString(2),
                row.getObject(3, UUID.class),
                row.getObject(4, UUID.class),
                row.getLong(5),
                row.getString(6),
                row.getObject(7, OffsetDateTime.class).toInstant(),
                row.getObject(8, OffsetDateTime.class).toInstant(),
                row.getInt(9),
                row.getString(10),
                row.getString(11));
    }
}
