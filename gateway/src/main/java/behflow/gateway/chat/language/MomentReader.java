package behflow.gateway.chat.language;

import behflow.api.kernel.EndOfDay;
import behflow.gateway.chat.language.Moment.Weight;
import behflow.gateway.chat.language.grammar.PhraseRules.*;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads when something is due. Null is: no such moment. */
final class MomentReader {

    private final PhraseContext context;
    private final DayReader days;
    private final TimeReader times = new TimeReader();
    private final DurationReader durations;

    MomentReader(PhraseContext context) {
        this.context = context;
        days = new DayReader(context);
        durations = new DurationReader(context);
    }

    @Nullable
    Moment read(DueContext due) {
        MarkerContext marker = due.marker();
        boolean has = marker != null && marker.FOR() == null && marker.LATER() == null;
        boolean at = marker != null && marker.AT() != null && marker.DUE() == null;
        Moment moment = when(
                due.when(),
                has
                        && !(at
                                && due.when().date() != null
                                && due.when().time() == null
                                && !(due.when().date() instanceof EdgeDayContext)
                                && !(due.when().date() instanceof PeriodEndContext)));
        if (moment == null) {
            return null;
        }
        if (marker != null && marker.FOR() != null && due.when().date() instanceof PeriodEndContext) {
            return null;
        }
        if (has && marker.DUE() != null) {
            moment.weight = Weight.FIRM;
        } else if (has && moment.weight == Weight.WEAK) {
            moment.weight = Weight.LIGHT;
        }
        boolean before = marker != null && marker.BEFORE() != null;
        if (before && moment.time == null && moment.day != null) {
            LocalDate day = due.when().date() instanceof PeriodEndContext period
                    ? new EdgeReader(context.today())
                            .first(period.period().getStop().getText(), period.period().next != null)
                    : moment.day;
            moment.day = day.minusDays(1);
            if (moment.day.isBefore(context.today())) {
                if (moment.roll == null) {
                    return null;
                }
                moment.day = moment.day.plus(moment.roll);
            }
            moment.choices.clear();
        }
        return moment;
    }

    private @Nullable Moment when(WhenContext when, boolean marked) {
        if (when.isoDateTime() != null) {
            return iso(when.isoDateTime().getText().toUpperCase(Locale.ROOT));
        }
        if (when.elapsed() != null) {
            return elapsed(when.elapsed());
        }
        Moment moment = new Moment();
        if (when.date() != null) {
            Moment read = days.read(when.date(), marked);
            if (read == null) {
                return null;
            }
            moment = read;
        }
        return when.time() == null || times.read(when.time(), moment) ? moment : null;
    }

    private @Nullable Moment iso(String text) {
        try {
            boolean offset = text.endsWith("Z") || text.lastIndexOf('-') > 10 || text.indexOf('+') > 0;
            Moment moment = new Moment();
            moment.exact = offset
                    ? OffsetDateTime.parse(text.replaceAll("([+-]\\d\\d)(\\d\\d)$", "$1:$2"))
                            .toInstant()
                    : EndOfDay.at(LocalDateTime.parse(text), context.zone()).toInstant();
            moment.weight = Weight.FIRM;
            return moment;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private @Nullable Moment elapsed(ElapsedContext elapsed) {
        LocalDate from = context.today();
        if (elapsed.weekday() != null) {
            from = from.with(TemporalAdjusters.nextOrSame(DayReader.day(elapsed.weekday())));
        } else if (elapsed.tomorrow != null) {
            from = from.plusDays(1);
        }
        Moment moment = durations.after(elapsed.duration(), from, elapsed.ago == null ? 1 : -1);
        if (moment == null
                || (moment.exact != null
                        && (elapsed.time() != null
                                || elapsed.weekday() != null
                                || elapsed.tomorrow != null
                                || elapsed.today != null))) {
            return null;
        }
        moment.past = elapsed.ago != null;
        return elapsed.time() == null || times.read(elapsed.time(), moment) ? moment : null;
    }

    Moment daypart(String word) {
        Moment moment = new Moment();
        moment.time = TimeReader.part(word);
        return moment;
    }

    DayReader days() {
        return days;
    }

    TimeReader times() {
        return times;
    }

    DurationReader durations() {
        return durations;
    }

    static boolean sane(Instant instant) {
        return !instant.isBefore(Instant.EPOCH) && instant.isBefore(Instant.parse("+10000-01-01T00:00:00Z"));
    }
}
