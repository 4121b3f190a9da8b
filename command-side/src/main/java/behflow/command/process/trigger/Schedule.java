package behflow.command.process.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Wall times in a zone as instants, right over every change of its clocks. */
public final class Schedule {

    /** The longest that clocks have ever been moved at once is a day (Samoa, 2011). */
    private static final Duration LONGEST_SHIFT = Duration.ofHours(25);

    private final LocalSchedule times;
    private final ZoneId zone;
    private final ZoneRules rules;

    Schedule(LocalSchedule times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
        this.rules = zone.getRules();
    }

    public ZoneId zone() {
        return zone;
    }

    /** The first instant strictly after {@code instant}; empty where there is none any more. */
    public Optional<Instant> next(Instant instant) {
        return times.elapsing() ? nextElapsing(instant) : nextWallTime(instant);
    }

    /** Those with {@code after < instant <= until}, in order, at most {@code limit} and those the last. */
    public List<Instant> between(Instant after, Instant until, int limit) {
        List<Instant> found = new ArrayList<>();
        Optional<Instant> next = next(after);
        while (next.isPresent() && !next.get().isAfter(until)) {
            found.add(next.get());
            if (found.size() > limit) {
                found.remove(0);
            }
            next = next(next.get());
        }
        return found;
    }

    /** By real time: each stretch between two changes of the clock by itself. */
    private Optional<Instant> nextElapsing(Instant instant) {
        ZoneOffset offset = rules.getOffset(instant);
        LocalDateTime local = LocalDateTime.ofInstant(instant, offset);
        Instant from = instant;
        while (true) {
            Optional<LocalDateTime> next = times.next(local);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            Instant candidate = next.get().toInstant(offset);
            ZoneOffsetTransition change = rules.nextTransition(from);
            if (change == null || candidate.isBefore(change.getInstant())) {
                return Optional.of(candidate);
            }
            from = change.getInstant();
            offset = change.getOffsetAfter();
            local = change.getDateTimeAfter().minusNanos(1);
        }
    }

    /** By wall time: each once. Near a change of the clock their order in real time can differ from that on the wall. */
    private Optional<Instant> nextWallTime(Instant instant) {
        LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
        Optional<LocalDateTime> next = times.next(local);
        if (next.isPresent() && calm(instant, next.get())) {
            return next.map(this::instant);
        }
        LocalDateTime wall = local.minus(LONGEST_SHIFT);
        Instant best = null;
        while (true) {
            Optional<LocalDateTime> candidate = times.next(wall);
            if (candidate.isEmpty() || beyond(candidate.get(), best)) {
                return Optional.ofNullable(best);
            }
            wall = candidate.get();
            Instant at = instant(wall);
            if (at.isAfter(instant) && (best == null || at.isBefore(best))) {
                best = at;
            }
        }
    }

    /** Whether no clock changes from a day before to a day after. */
    private boolean calm(Instant instant, LocalDateTime next) {
        ZoneOffsetTransition change = rules.nextTransition(instant.minus(LONGEST_SHIFT));
        return change == null || change.getInstant().isAfter(instant(next).plus(LONGEST_SHIFT));
    }

    private boolean beyond(LocalDateTime wall, @Nullable Instant best) {
        return best != null && instant(wall.minus(LONGEST_SHIFT)).isAfter(best);
    }

    /** The first of two, and later by as much as the clock moved where there is none. */
    private Instant instant(LocalDateTime wall) {
        return ZonedDateTime.ofLocal(wall, zone, null).toInstant();
    }
}
