package behflow.gateway.chat.language;

import behflow.gateway.chat.language.Moment.Weight;
import behflow.gateway.chat.language.grammar.PhraseRules.*;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/** Reads "every …". Null is: no such repetition. */
final class RepetitionReader {

    private static final String WORKING_WEEK = "MO,TU,WE,TH,FR";

    private final PhraseContext context;
    private final MomentReader moments;

    RepetitionReader(PhraseContext context, MomentReader moments) {
        this.context = context;
        this.moments = moments;
    }

    @Nullable
    Repetition read(RepetitionContext tree) {
        Repetition rule = new Repetition();
        if (!repeat(tree.repeat(), rule)) {
            return null;
        }
        for (TailContext tail : tree.tail()) {
            if (!tail(tail, rule)) {
                return null;
            }
            rule.weight = Weight.LIGHT;
        }
        return rule;
    }

    private boolean repeat(RepeatContext repeat, Repetition rule) {
        rule.weight = Weight.LIGHT;
        if (repeat instanceof EveryUnitContext every) {
            return unit(every, rule);
        } else if (repeat instanceof EveryWorkdayContext) {
            return rule.every("WEEKLY").days(WORKING_WEEK);
        } else if (repeat instanceof EveryWeekendContext) {
            return rule.every("WEEKLY").days("SA,SU");
        } else if (repeat instanceof EveryWeekdayContext every) {
            rule.interval = every.OTHER_WORD() == null ? 1 : 2;
            return rule.every("WEEKLY").days(list(every.weekdays()));
        } else if (repeat instanceof EveryNthContext every) {
            return nth(every.nth(), every.weekday(), every.OF() == null, rule.every("MONTHLY"));
        } else if (repeat instanceof EveryNthDayContext every) {
            return every.DAY() != null && every.WORKING() == null
                    ? rule.every("MONTHLY").monthDays(String.valueOf(number(every.nth())))
                    : nth(every.nth(), null, false, rule.every("MONTHLY"));
        } else if (repeat instanceof EveryMonthDayContext every) {
            rule.weight = every.OF() == null ? Weight.FRAGILE : Weight.LIGHT;
            int day = every.nth() == null ? Days.number(every.ORDINAL().getText()) : number(every.nth());
            return rule.every("MONTHLY").monthDays(String.valueOf(day));
        } else if (repeat instanceof EveryYearDayContext every) {
            DayNumberContext day = every.dayNumber();
            return rule.every("YEARLY")
                    .yearDay(
                            Days.month(every.MONTH_NAME().getText()).getValue(),
                            Days.number(DayReader.node(day.NUMBER(), day.ORDINAL())));
        } else if (repeat instanceof EveryPartContext every) {
            TerminalNode part = every.DAYPART() == null ? every.EVERY_DAYPART() : every.DAYPART();
            rule.part = part.getText();
            rule.time = TimeReader.part(rule.part);
            rule.weight = Weight.WEAK;
            return rule.every("DAILY").ok();
        } else if (repeat instanceof FrequencyContext frequency) {
            rule.weight = Weight.FRAGILE;
            return frequency(frequency.getText(), rule);
        } else if (repeat instanceof OnceContext once) {
            rule.weight = Weight.WEAK;
            return named(once.getStop().getText(), 1, rule);
        } else if (repeat instanceof PluralWeekdaysContext plural) {
            return rule.every("WEEKLY").days(plural(plural.pluralDays()));
        } else if (repeat instanceof PluralUnitsContext plural) {
            rule.weight = plural.ON() == null ? Weight.FRAGILE : Weight.LIGHT;
            return rule.every("WEEKLY").days(plural.WEEKENDS() == null ? WORKING_WEEK : "SA,SU");
        }
        return false;
    }

    private static boolean unit(EveryUnitContext every, Repetition rule) {
        int count = every.OTHER_WORD() == null ? 1 : 2;
        if (every.quantity() != null) {
            QuantityContext quantity = every.quantity();
            if (quantity.NUMBER() == null && quantity.NUMBER_WORD() == null && quantity.COUPLE() == null) {
                return false;
            }
            count = quantity.COUPLE() != null ? 2 : Days.number(quantity.getText());
        } else if (every.nth() != null) {
            count = number(every.nth());
        } else if (count == 1) {
            rule.weight = Weight.WEAK;
        }
        if (count < 1) {
            return false;
        }
        if (every.WORKING() != null) {
            return count == 1 && rule.every("WEEKLY").days(WORKING_WEEK);
        }
        return named(every.getStop().getText(), count, rule);
    }

    private static boolean named(String unit, int count, Repetition rule) {
        rule.interval = count;
        String name = unit.toLowerCase(Locale.ROOT);
        if (name.startsWith("q")) {
            rule.interval = 3 * count;
        } else if (name.startsWith("f")) {
            rule.interval = 2 * count;
        }
        return rule.every(
                        name.startsWith("mi")
                                ? "MINUTELY"
                                : name.startsWith("h")
                                        ? "HOURLY"
                                        : name.startsWith("d")
                                                ? "DAILY"
                                                : name.startsWith("w") || name.startsWith("f")
                                                        ? "WEEKLY"
                                                        : name.startsWith("y") ? "YEARLY" : "MONTHLY")
                .ok();
    }

    private static boolean frequency(String word, Repetition rule) {
        switch (word.toLowerCase(Locale.ROOT)) {
            case "hourly" -> rule.every("HOURLY");
            case "daily" -> rule.every("DAILY");
            case "nightly" -> {
                rule.every("DAILY").time = TimeReader.part("night");
                rule.part = "night";
            }
            case "weekly" -> rule.every("WEEKLY");
            case "biweekly", "fortnightly" -> rule.every("WEEKLY").interval = 2;
            case "monthly" -> rule.every("MONTHLY");
            case "bimonthly" -> rule.every("MONTHLY").interval = 2;
            case "quarterly" -> rule.every("MONTHLY").interval = 3;
            default -> rule.every("YEARLY");
        }
        return true;
    }

    /** The nth weekday of the month, or the nth working day where there is no weekday. */
    private static boolean nth(NthContext nth, @Nullable WeekdayContext weekday, boolean ambiguous, Repetition rule) {
        int number = number(nth);
        if (weekday == null) {
            rule.position = String.valueOf(number);
            return number != 0 && number <= 21 && rule.days(WORKING_WEEK);
        }
        String code = code(weekday.getText());
        if (ambiguous && number > 1) {
            rule.other = "FREQ=WEEKLY;INTERVAL=" + number + ";BYDAY=" + code;
        }
        return number != 0 && number <= 5 && rule.days(number + code);
    }

    private boolean tail(TailContext tail, Repetition rule) {
        if (tail instanceof OnWeekdaysContext on) {
            String days = on.weekdays() != null ? list(on.weekdays()) : plural(on.pluralDays());
            return rule.frequency.equals("WEEKLY") && rule.byDay == null && rule.days(days);
        } else if (tail instanceof OnMonthDaysContext on) {
            String days = on.monthDays().ORDINAL().stream()
                    .map(day -> String.valueOf(Days.number(day.getText())))
                    .distinct()
                    .collect(Collectors.joining(","));
            return rule.frequency.equals("MONTHLY") && rule.byMonthDay == null && rule.monthDays(days);
        } else if (tail instanceof OnNthContext on) {
            if (!rule.frequency.equals("MONTHLY") || rule.byDay != null || rule.byMonthDay != null) {
                return false;
            }
            return on.DAY() != null && on.WORKING() == null
                    ? rule.monthDays(String.valueOf(number(on.nth())))
                    : nth(on.nth(), on.weekday(), false, rule);
        } else if (tail instanceof OnYearDayContext on) {
            return on.absolute() instanceof MonthDayContext day
                    && day.YEAR() == null
                    && day.dayNumber() != null
                    && rule.frequency.equals("YEARLY")
                    && rule.yearDay(
                            Days.month(day.MONTH_NAME().getText()).getValue(),
                            Days.number(DayReader.node(
                                    day.dayNumber().NUMBER(), day.dayNumber().ORDINAL())));
        } else if (tail instanceof AtTimeContext at) {
            return time(at.time(), rule);
        } else if (tail instanceof StartingOnContext start) {
            Moment day = moments.days().read(start.date(), true);
            if (day == null || day.day == null || day.past) {
                return false;
            }
            rule.start = start.date() instanceof PeriodEndContext period
                    ? new EdgeReader(context.today())
                            .first(period.period().getStop().getText(), period.period().next != null)
                    : day.day;
            return true;
        } else if (tail instanceof UntilDateContext until) {
            Moment day = moments.days().read(until.date(), true);
            rule.until = day == null || day.past ? null : day.day;
            return rule.until != null;
        } else if (tail instanceof CountContext count) {
            rule.count = Days.number(DayReader.node(count.NUMBER(), count.NUMBER_WORD()));
            return rule.count > 0;
        } else if (tail instanceof ForDurationContext span) {
            Moment end = moments.durations().after(span.duration(), context.today(), 1);
            rule.until = end == null || end.day == null ? null : end.day.minusDays(1);
            return rule.until != null;
        }
        return false;
    }

    private boolean time(TimeContext time, Repetition rule) {
        Moment moment = new Moment();
        moment.day = context.today();
        if (rule.part != null && time instanceof HourTimeContext hour && hour.DAYPART() == null) {
            if (!moments.times().inside(rule.part, null, hour.hourOnly(), moment)) {
                return false;
            }
        } else if (!moments.times().read(time, moment)) {
            return false;
        }
        rule.time = moment.time;
        return !moment.nextDay || LocalTime.MIDNIGHT.equals(moment.time);
    }

    private static int number(NthContext nth) {
        return nth.LAST() != null ? -1 : Days.number(nth.getText());
    }

    private static String list(WeekdaysContext days) {
        List<String> words = new ArrayList<>();
        days.weekday().forEach(day -> words.add(day.getText()));
        return codes(words);
    }

    private static String plural(PluralDaysContext days) {
        List<String> words = new ArrayList<>();
        days.WEEKDAYS().forEach(day -> words.add(day.getText()));
        return codes(words);
    }

    private static String codes(List<String> words) {
        return words.stream()
                .map(Days::weekday)
                .sorted()
                .distinct()
                .map(day -> code(day.name()))
                .collect(Collectors.joining(","));
    }

    private static String code(String word) {
        return word.substring(0, 2).toUpperCase(Locale.ROOT);
    }
}
