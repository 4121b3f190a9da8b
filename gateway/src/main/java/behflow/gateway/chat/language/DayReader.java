package behflow.gateway.chat.language;

import behflow.gateway.chat.language.Moment.Weight;
import behflow.gateway.chat.language.grammar.PhraseRules.*;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Period;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/** Reads the day of a phrase. Null is: no such day. */
final class DayReader {

    private final LocalDate today;
    private final DateOrder order;

    DayReader(PhraseContext context) {
        today = context.today();
        order = context.order();
    }

    @Nullable
    Moment read(DateContext date, boolean marked) {
        Moment moment = new Moment();
        if (date instanceof TodayContext) {
            moment.roll = Period.ofDays(1);
            return moment.day(today, Weight.LIGHT);
        } else if (date instanceof TomorrowContext) {
            return moment.day(today.plusDays(1), Weight.LIGHT);
        } else if (date instanceof DayAfterTomorrowContext) {
            return moment.day(today.plusDays(2), Weight.LIGHT);
        } else if (date instanceof YesterdayContext) {
            return past(today.minusDays(1));
        } else if (date instanceof DayBeforeYesterdayContext) {
            return past(today.minusDays(2));
        } else if (date instanceof LastWeekdayContext last) {
            return past(today.with(TemporalAdjusters.previous(day(last.weekday()))));
        } else if (date instanceof BareWeekdayContext bare) {
            if (bare.WEEK() != null) {
                return ofWeek(bare.weekday(), bare.next != null);
            }
            boolean fragile = bare.weekday().WEEKDAY_SHORT() != null;
            return nearest(bare.weekday(), fragile ? Weight.FRAGILE : Weight.WEAK);
        } else if (date instanceof ThisWeekdayContext near) {
            return nearest(near.weekday(), Weight.LIGHT);
        } else if (date instanceof NextWeekdayContext next) {
            return ofWeek(next.weekday(), true);
        } else if (date instanceof WeekdayOfWeekContext of) {
            return ofWeek(of.weekday(), of.next != null);
        } else if (date instanceof NamedAbsoluteContext named) {
            return absolute(named.absolute(), true, Weight.LIGHT);
        } else if (date instanceof PlainAbsoluteContext plain) {
            return absolute(plain.absolute(), marked, Weight.WEAK);
        } else if (date instanceof EdgeDayContext edge) {
            return new EdgeReader(today).edge(edge.edge());
        } else if (date instanceof PeriodEndContext period) {
            return new EdgeReader(today).period(period.period(), marked);
        }
        return null;
    }

    static DayOfWeek day(WeekdayContext weekday) {
        return Days.weekday(weekday.getText());
    }

    private Moment past(LocalDate date) {
        Moment moment = new Moment().day(date, Weight.LIGHT);
        moment.past = true;
        return moment;
    }

    private Moment nearest(WeekdayContext weekday, Weight weight) {
        Moment moment = new Moment().day(today.with(TemporalAdjusters.nextOrSame(day(weekday))), weight);
        moment.roll = Period.ofWeeks(1);
        return moment;
    }

    private Moment ofWeek(WeekdayContext weekday, boolean next) {
        return new Moment().day(today.plusWeeks(next ? 1 : 0).with(day(weekday)), Weight.LIGHT);
    }

    @Nullable
    Moment absolute(AbsoluteContext context, boolean marked, Weight weight) {
        LocalDate date = null;
        Moment moment = new Moment();
        if (context instanceof MonthDayContext named) {
            int month = Days.month(named.MONTH_NAME().getText()).getValue();
            int number = Days.number(
                    named.dayNumber() != null
                            ? node(named.dayNumber().NUMBER(), named.dayNumber().ORDINAL())
                            : named.ORDINAL_WORD().getText());
            date = named.YEAR() == null
                    ? Days.monthDay(today, month, number)
                    : Days.of(Integer.parseInt(named.YEAR().getText()), month, number);
            moment.roll = named.YEAR() == null ? Period.ofYears(1) : null;
            weight = named.YEAR() == null ? weight : Weight.FIRM;
        } else if (context instanceof DayOfMonthContext of) {
            int number = Days.number(of.ORDINAL().getText());
            if (of.MONTH() != null
                    && (of.next != null || of.THIS() != null || of.THE().size() > 1)) {
                YearMonth month = YearMonth.from(today).plusMonths(of.next == null ? 0 : 1);
                date = Days.of(month.getYear(), month.getMonthValue(), number);
            } else if (marked) {
                date = Days.dayOfMonth(today, number);
                moment.roll = Period.ofMonths(1);
            }
            weight = Weight.FRAGILE;
        } else if (context instanceof NthWeekdayContext nth) {
            date = nthWeekday(nth);
        } else if (context instanceof NumericDayContext numeric) {
            NumericDay read = NumericDay.read(numeric.getText(), today, order, marked);
            if (read == null) {
                return null;
            }
            date = read.day();
            if (read.other() != null) {
                moment.choices.add(new Moment.Choice(read.other(), read.reason()));
            }
            weight = read.firm() ? Weight.FIRM : Weight.FRAGILE;
        }
        return Days.sane(date) ? moment.day(date, weight) : null;
    }

    private @Nullable LocalDate nthWeekday(NthWeekdayContext nth) {
        WhichMonthContext which = nth.whichMonth();
        YearMonth month = YearMonth.from(today).plusMonths(which.next == null ? 0 : 1);
        boolean open = which.MONTH_NAME() != null && which.YEAR() == null;
        if (which.MONTH_NAME() != null) {
            int year = which.YEAR() == null
                    ? today.getYear()
                    : Integer.parseInt(which.YEAR().getText());
            month = YearMonth.of(year, Days.month(which.MONTH_NAME().getText()));
        }
        int number = nth.nth().LAST() != null ? -1 : Days.number(nth.nth().getText());
        LocalDate date = nthWeekday(month, number, day(nth.weekday()));
        return open && date != null && date.isBefore(today)
                ? nthWeekday(month.plusYears(1), number, day(nth.weekday()))
                : date;
    }

    private static @Nullable LocalDate nthWeekday(YearMonth month, int number, DayOfWeek day) {
        if (number == 0 || number > 5) {
            return null;
        }
        LocalDate date = month.atDay(1).with(TemporalAdjusters.dayOfWeekInMonth(number, day));
        return YearMonth.from(date).equals(month) ? date : null;
    }

    static String node(@Nullable TerminalNode first, @Nullable TerminalNode second) {
        return first != null ? first.getText() : second == null ? "" : second.getText();
    }
}
