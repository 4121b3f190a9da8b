package behflow.query.analytics;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user's days: those of the zone that was theirs at the time, over daylight-saving changes and changes of zone.
 *
 * <p>Days never go back. A day begins at its first instant in the zone then in force and ends where a later one begins. A
 * change of zone moves no instant before it to another day: after one westward the day that had begun goes on, after one
 * eastward a day may be short, or be no time at all.
 */
final class UserCalendar {

    private final DefaultZones defaults;
    private final List<Segment> segments = new ArrayList<>();
    private Day last = new Day(LocalDate.MIN, Instant.MIN, Instant.MIN);

    /** @param first the earliest day that these rules can give */
    private record Segment(Instant from, @Nullable String chosen, ZoneId zone, LocalDate first) {}

    /** A day from its start to its end, exclusive, as far as the zone in force tells. */
    private record Day(LocalDate date, Instant from, Instant to) {}

    UserCalendar(DefaultZones defaults) {
        this.defaults = defaults;
        add(Instant.MIN, null);
    }

    /** From {@code at} on, which is not before any change so far. Null is the installation's zone. */
    void change(Instant at, @Nullable String timezone) {
        add(at, timezone);
    }

    private void add(Instant from, @Nullable String timezone) {
        settleDefaults(from);
        segment(from, timezone, timezone == null ? defaults.at(from) : ZoneId.of(timezone));
    }

    /** The installation's own changes, for as long as the user had no zone. */
    private void settleDefaults(Instant upTo) {
        if (segments.isEmpty() || current().chosen() != null) {
            return;
        }
        Instant since = current().from();
        defaults.changes().forEach((at, zone) -> {
            if (at.isAfter(since) && !at.isAfter(upTo) && !zone.equals(current().zone())) {
                segment(at, null, zone);
            }
        });
    }

    private void segment(Instant from, @Nullable String chosen, ZoneId zone) {
        LocalDate first = segments.isEmpty() ? LocalDate.MIN : in(current(), from);
        segments.add(new Segment(from, chosen, zone, first));
        last = new Day(LocalDate.MIN, Instant.MIN, Instant.MIN);
    }

    private Segment current() {
        return segments.get(segments.size() - 1);
    }

    /** Which day it is at an instant. */
    LocalDate day(Instant instant) {
        if (!instant.isBefore(last.from()) && instant.isBefore(last.to())) {
            return last.date();
        }
        settleDefaults(instant);
        int index = segments.size() - 1;
        while (index > 0 && segments.get(index).from().isAfter(instant)) {
            index--;
        }
        Segment segment = segments.get(index);
        LocalDate date = in(segment, instant);
        if (index == segments.size() - 1) {
            Instant next = date.plusDays(1).atStartOfDay(segment.zone()).toInstant();
            Instant change = segment.chosen() == null ? defaults.changes().higherKey(instant) : null;
            last = new Day(date, instant, change != null && change.isBefore(next) ? change : next);
        }
        return date;
    }

    private static LocalDate in(Segment segment, Instant instant) {
        if (instant.equals(Instant.MIN)) {
            return LocalDate.MIN;
        }
        LocalDate date = LocalDate.ofInstant(instant, segment.zone());
        LocalDate next = date.plusDays(1);
        // Clocks that go back over midnight: the day that had begun goes on.
        if (!next.atStartOfDay(segment.zone()).toInstant().isAfter(instant)) {
            date = next;
        }
        return date.isBefore(segment.first()) ? segment.first() : date;
    }

    /** The first instant at which {@link #day} is {@code date} or a later one. */
    Instant start(LocalDate date) {
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            if (i > 0 && !segment.first().isBefore(date)) {
                return segment.from();
            }
            Instant start = date.atStartOfDay(segment.zone()).toInstant();
            settleDefaults(start);
            Instant end = i + 1 < segments.size() ? segments.get(i + 1).from() : Instant.MAX;
            if (start.isBefore(end)) {
                return start.isBefore(segment.from()) ? segment.from() : start;
            }
        }
        throw new IllegalStateException("The last segment has no end");
    }

    /** The zone in force at an instant. */
    ZoneId zone(Instant instant) {
        settleDefaults(instant);
        int index = segments.size() - 1;
        while (index > 0 && segments.get(index).from().isAfter(instant)) {
            index--;
        }
        return segments.get(index).zone();
    }
}
