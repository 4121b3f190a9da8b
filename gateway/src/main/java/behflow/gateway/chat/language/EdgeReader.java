package behflow.gateway.chat.language;

import behflow.gateway.chat.language.Moment.Weight;
import behflow.gateway.chat.language.grammar.PhraseRules.*;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/** Ends and starts of weeks, months, quarters and years. A period is due at its end. */
final class EdgeReader {

    private final LocalDate today;

    EdgeReader(LocalDate today) {
        this.today = today;
    }

    @Nullable
    Moment edge(EdgeContext edge) {
        if (edge instanceof EndOfContext end) {
            if (end.MONTH_NAME() != null) {
                return month(
                        end.MONTH_NAME().getText(),
                        end.YEAR() == null ? null : end.YEAR().getText(),
                        true);
            }
            if (end.edgeUnit() == null) {
                return of(end.tomorrow == null ? today : today.plusDays(1));
            }
            return of(last(end.edgeUnit().getText(), end.next != null));
        } else if (edge instanceof StartOfContext start) {
            if (start.MONTH_NAME() != null) {
                return month(
                        start.MONTH_NAME().getText(),
                        start.YEAR() == null ? null : start.YEAR().getText(),
                        false);
            }
            LocalDate first = first(start.edgeUnit().getText(), start.next != null);
            return first.isBefore(today) ? null : of(first);
        } else if (edge instanceof MonthEndContext end) {
            return of(last(end.MONTH() != null ? "month" : "year", false));
        }
        return of(
                switch (edge.getText().toLowerCase(java.util.Locale.ROOT)) {
                    case "eow" -> last("week", false);
                    case "eom" -> last("month", false);
                    case "eoy" -> last("year", false);
                    default -> today;
                });
    }

    @Nullable
    Moment period(PeriodContext period, boolean marked) {
        boolean weekend = period.WEEKEND() != null;
        if (weekend && period.THIS() == null && period.next == null && period.last == null && !marked) {
            return null;
        }
        String unit = weekend ? "week" : period.getStop().getText();
        boolean next = period.next != null;
        LocalDate end = last(unit, next);
        Moment moment = new Moment().day(end, Weight.LIGHT);
        moment.past = period.last != null;
        if (moment.past) {
            moment.day(first(unit, false).minusDays(1), Weight.LIGHT);
        }
        LocalDate start = weekend ? end.minusDays(1) : first(unit, next);
        if (!moment.past && start.isAfter(today)) {
            moment.choices.add(new Moment.Choice(start, "the first day of that time"));
        }
        return moment;
    }

    LocalDate first(String unit, boolean next) {
        int step = next ? 1 : 0;
        return switch (unit.toLowerCase(java.util.Locale.ROOT).charAt(0)) {
            case 'd' -> today.plusDays(step);
            case 'w' -> Days.monday(today).plusWeeks(step);
            case 'm' -> today.withDayOfMonth(1).plusMonths(step);
            case 'q' ->
                today.withDayOfMonth(1)
                        .withMonth((today.getMonthValue() - 1) / 3 * 3 + 1)
                        .plusMonths(3L * step);
            default -> today.withDayOfYear(1).plusYears(step);
        };
    }

    LocalDate last(String unit, boolean next) {
        LocalDate first = first(unit, next);
        return (switch (unit.toLowerCase(java.util.Locale.ROOT).charAt(0)) {
                    case 'd' -> first.plusDays(1);
                    case 'w' -> first.plusWeeks(1);
                    case 'm' -> first.plusMonths(1);
                    case 'q' -> first.plusMonths(3);
                    default -> first.plusYears(1);
                })
                .minusDays(1);
    }

    private @Nullable Moment month(String name, @Nullable String year, boolean end) {
        YearMonth month = YearMonth.of(year == null ? today.getYear() : Integer.parseInt(year), Days.month(name));
        LocalDate day = end ? month.atEndOfMonth() : month.atDay(1);
        if (year == null && day.isBefore(today)) {
            day = end ? month.plusYears(1).atEndOfMonth() : month.plusYears(1).atDay(1);
        }
        return Days.sane(day) ? of(day) : null;
    }

    private static Moment of(LocalDate day) {
        return new Moment().day(day, Weight.WEAK);
    }
}
