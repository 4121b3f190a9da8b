package behflow.gateway.chat.language;

import behflow.api.kernel.EndOfDay;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reading of when: a day, a time of day, both, or an exact instant. */
final class Moment {

    /** How much of its surroundings a phrase needs to be believed. */
    enum Weight {
        FIRM,
        LIGHT,
        WEAK,
        FRAGILE
    }

    record Choice(LocalDate day, String reason) {}

    @Nullable
    LocalDate day;

    @Nullable
    LocalTime time;

    @Nullable
    LocalTime otherTime;

    @Nullable
    Instant exact;

    /** What is added to the day where it is today and its time is over. */
    @Nullable
    Period roll;

    boolean nextDay;
    boolean before;
    boolean past;
    boolean needsCapitalFree;
    Weight weight = Weight.LIGHT;
    final List<Choice> choices = new ArrayList<>();

    Moment day(LocalDate value, Weight needed) {
        day = value;
        weight = needed;
        return this;
    }

    Instant resolve(PhraseContext context) {
        return exact != null ? exact : at(context, day, time);
    }

    Instant at(PhraseContext context, @Nullable LocalDate ofDay, @Nullable LocalTime ofTime) {
        LocalDate base = ofDay == null ? context.today() : ofDay;
        LocalTime clock = ofTime == null ? EndOfDay.TIME : ofTime;
        LocalDate start = base;
        if (nextDay && ofTime != null) {
            base = base.plusDays(1);
        } else if (ofTime != null && start.equals(context.today())) {
            Period step = ofDay == null ? Period.ofDays(1) : roll;
            if (step != null
                    && !ZonedDateTime.of(base, clock, context.zone())
                            .toInstant()
                            .isAfter(context.now())) {
                base = base.plus(step);
            }
        }
        return EndOfDay.at(base.atTime(clock), context.zone()).toInstant();
    }
}
