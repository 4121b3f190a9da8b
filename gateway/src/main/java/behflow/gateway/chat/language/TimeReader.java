package behflow.gateway.chat.language;

import behflow.gateway.chat.language.Moment.Weight;
import behflow.gateway.chat.language.grammar.PhraseRules.*;
import behflow.gateway.chat.language.grammar.PhraseTokens;
import java.time.LocalTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/**
 * Reads times of day into a moment; false is: no such time. An hour from 1 to 6 without a leading zero or "am" is one of
 * the afternoon, and so is "quarter to one"; the other reading is an alternative.
 */
final class TimeReader {

    private static final Pattern CLOCK =
            Pattern.compile("(\\d{1,2})(?:[:.](\\d{2}))?(?::(\\d{2}))?([ap]?)(?:\\.?m\\.?)?");

    boolean read(TimeContext time, Moment moment) {
        boolean dated = moment.day != null;
        Weight needed = Weight.LIGHT;
        if (time instanceof ClockTimeContext at) {
            boolean marked = at.getStart().getType() == PhraseTokens.AT
                    || at.BY() != null
                    || at.BEFORE() != null
                    || at.UNTIL() != null;
            if (!clock(at.clock(), text(at.DAYPART()), moment)) {
                return false;
            }
            String form = at.clock().getText();
            boolean colon = at.clock().CLOCK() != null;
            moment.needsCapitalFree = colon && !marked && !dated;
            needed = marked || at.clock().CLOCK_AMPM() != null
                    ? Weight.LIGHT
                    : colon && form.indexOf(':') == 1 || at.clock().AMPM() != null && !colon
                            ? Weight.FRAGILE
                            : Weight.WEAK;
        } else if (time instanceof HourTimeContext hour) {
            if (!dated && hour.getStart().getType() != PhraseTokens.AT && hour.DAYPART() == null) {
                return false;
            }
            if (!hour(Days.number(hour.hourOnly().getText()), 0, text(hour.DAYPART()), moment)) {
                return false;
            }
            needed = hour.DAYPART() != null ? Weight.LIGHT : Weight.FRAGILE;
        } else if (time instanceof OclockTimeContext hour) {
            if (!hour(Days.number(hour.hourOnly().getText()), 0, text(hour.DAYPART()), moment)) {
                return false;
            }
        } else if (time instanceof SpokenTimeContext spoken) {
            int hour = Days.number(spoken.hourOnly().getText());
            boolean to = spoken.to != null;
            if (!hour(to ? hour - 1 : hour, spoken.HALF() != null ? 30 : to ? 45 : 15, null, moment)) {
                return false;
            }
            if (to && hour == 1) {
                moment.otherTime = moment.time;
                moment.time = LocalTime.of(12, 45);
            }
        } else if (time instanceof RangeTimeContext range) {
            if (!range(range, moment)) {
                return false;
            }
        } else if (time instanceof DayPartContext part) {
            boolean bare = part.THIS() == null && part.IN() == null && part.THE() == null;
            if (bare && !dated) {
                return false;
            }
            if (part.THIS() != null && !dated) {
                moment.day = null;
            }
            needed = dated ? moment.weight : Weight.LIGHT;
            if (!inside(part.DAYPART().getText(), part.clock(), part.hourOnly(), moment)) {
                return false;
            }
        } else if (time instanceof TonightContext tonight) {
            if (!inside("night", tonight.clock(), tonight.hourOnly(), moment)) {
                return false;
            }
        }
        moment.weight = dated && moment.weight.compareTo(needed) < 0
                ? moment.weight
                : dated && needed == Weight.FRAGILE ? Weight.WEAK : needed;
        if (dated && moment.weight == Weight.FRAGILE) {
            moment.weight = Weight.WEAK;
        }
        return true;
    }

    static LocalTime part(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "morning", "mornings" -> LocalTime.of(9, 0);
            case "afternoon", "afternoons" -> LocalTime.of(15, 0);
            case "evening", "evenings" -> LocalTime.of(18, 0);
            default -> LocalTime.of(21, 0);
        };
    }

    boolean inside(String part, @Nullable ClockContext clock, @Nullable HourOnlyContext hour, Moment moment) {
        if (clock != null) {
            return clock(clock, part, moment);
        }
        if (hour != null) {
            return hour(Days.number(hour.getText()), 0, part, moment);
        }
        moment.time = part(part);
        return true;
    }

    private boolean range(RangeTimeContext range, Moment moment) {
        if (range.CLOCK_RANGE() == null) {
            return clock(range.clock(1), null, moment) && clock(range.clock(0), null, moment);
        }
        String[] ends = range.CLOCK_RANGE().getText().toLowerCase(Locale.ROOT).split("[-\u2013]");
        Matcher start = CLOCK.matcher(ends[0]);
        Matcher end = CLOCK.matcher(ends[1]);
        if (!start.matches() || !end.matches() || !figures(end, end.group(4), moment)) {
            return false;
        }
        return figures(start, start.group(4).isEmpty() ? end.group(4) : start.group(4), moment);
    }

    private boolean clock(ClockContext clock, @Nullable String part, Moment moment) {
        if (clock.NOON() != null) {
            moment.time = LocalTime.NOON;
            return clock.NUMBER() == null || clock.NUMBER().getText().equals("12");
        }
        if (clock.MIDNIGHT() != null) {
            moment.time = LocalTime.MIDNIGHT;
            moment.nextDay = true;
            return true;
        }
        String text = clock.getText().toLowerCase(Locale.ROOT);
        String ampm = clock.AMPM() == null
                ? ""
                : clock.AMPM().getText().substring(0, 1).toLowerCase(Locale.ROOT);
        if (clock.NUMBER_WORD() != null) {
            return twelve(Days.number(clock.NUMBER_WORD().getText()), 0, ampm, moment);
        }
        Matcher figures = CLOCK.matcher(text);
        if (!figures.matches()) {
            return false;
        }
        String half = figures.group(4).isEmpty() ? ampm : figures.group(4);
        if (half.isEmpty() && part != null && number(figures.group(1)) <= 12) {
            return hour(number(figures.group(1)), number(figures.group(2)), part, moment);
        }
        return figures(figures, half, moment);
    }

    private boolean figures(Matcher figures, String half, Moment moment) {
        int hour = number(figures.group(1));
        int minute = number(figures.group(2));
        int second = number(figures.group(3));
        if (minute > 59 || second > 59) {
            return false;
        }
        if (!half.isEmpty()) {
            return twelve(hour, minute, half, moment);
        }
        if (figures.group(1).length() == 1 && figures.group(3) == null) {
            return hour(hour, minute, null, moment);
        }
        if (hour > 23) {
            return false;
        }
        moment.time = LocalTime.of(hour, minute, second);
        return true;
    }

    private static boolean twelve(int hour, int minute, String half, Moment moment) {
        if (hour < 1 || hour > 12 || minute > 59) {
            return false;
        }
        moment.time = LocalTime.of(hour % 12 + (half.equals("p") ? 12 : 0), minute);
        return true;
    }

    private static boolean hour(int hour, int minute, @Nullable String part, Moment moment) {
        if (hour < 0 || hour > 23 || minute > 59) {
            return false;
        }
        if (part != null && hour <= 12) {
            boolean morning =
                    part.equalsIgnoreCase("morning") || (part.equalsIgnoreCase("night") && (hour < 5 || hour == 12));
            moment.nextDay = part.equalsIgnoreCase("night") && morning;
            moment.time = LocalTime.of(hour % 12 + (morning ? 0 : 12), minute);
            return true;
        }
        boolean afternoon = hour >= 1 && hour <= 6;
        moment.time = LocalTime.of(afternoon ? hour + 12 : hour, minute);
        if (hour >= 1 && hour <= 11) {
            moment.otherTime = LocalTime.of(afternoon ? hour : hour + 12, minute);
        }
        return true;
    }

    private static int number(@Nullable String figures) {
        return figures == null || figures.isEmpty() ? 0 : Integer.parseInt(figures);
    }

    private static @Nullable String text(@Nullable TerminalNode node) {
        return node == null ? null : node.getText();
    }
}
