package behflow.gateway.chat.language;

import behflow.gateway.chat.language.Moment.Weight;
import behflow.gateway.chat.language.grammar.PhraseRules.*;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads durations: hours and minutes are exact, days and more end with the day. */
final class DurationReader {

    private static final Pattern COMPACT = Pattern.compile("(\\d+)([a-z]+)");

    private final PhraseContext context;

    DurationReader(PhraseContext context) {
        this.context = context;
    }

    @Nullable
    Moment after(DurationContext duration, LocalDate from, int sign) {
        Sum sum = new Sum(from, sign);
        for (DurationPartContext part : duration.durationPart()) {
            if (!add(sum, part)) {
                return null;
            }
        }
        Moment moment = new Moment();
        moment.weight = Weight.LIGHT;
        if (sum.seconds == 0) {
            return Days.sane(sum.day) ? moment.day(sum.day, Weight.LIGHT) : null;
        }
        ZonedDateTime start = context.local().with(sum.day);
        moment.exact = start.plusSeconds(sign * sum.seconds).toInstant();
        return moment;
    }

    private boolean add(Sum sum, DurationPartContext part) {
        if (part.COMPACT() != null) {
            Matcher matcher = COMPACT.matcher(part.getText().toLowerCase(Locale.ROOT));
            while (matcher.find()) {
                if (!sum.add(new BigDecimal(matcher.group(1)), matcher.group(2))) {
                    return false;
                }
            }
            return true;
        }
        if (part.unit() == null) {
            return sum.add(BigDecimal.ONE, "fortnight");
        }
        BigDecimal half = part.HALF() == null ? BigDecimal.ZERO : new BigDecimal("0.5");
        BigDecimal amount = part.quantity() == null ? BigDecimal.ZERO : amount(part.quantity());
        String unit = part.unit().WORKING() != null ? "workday" : part.unit().getText();
        return amount != null && sum.add(amount.add(half), unit);
    }

    private static @Nullable BigDecimal amount(QuantityContext quantity) {
        if (quantity.COUPLE() != null) {
            return BigDecimal.valueOf(2);
        } else if (quantity.A() != null) {
            return BigDecimal.ONE;
        } else if (quantity.DOTTED() != null) {
            String text = quantity.getText();
            return text.indexOf('.') == text.lastIndexOf('.') && text.length() < 9 ? new BigDecimal(text) : null;
        }
        return BigDecimal.valueOf(Days.number(quantity.getText()));
    }

    /** What has been added so far. */
    private static final class Sum {
        private LocalDate day;
        private final int sign;
        private long seconds;

        Sum(LocalDate day, int sign) {
            this.day = day;
            this.sign = sign;
        }

        boolean add(BigDecimal amount, String unit) {
            String name = unit.toLowerCase(Locale.ROOT);
            boolean whole = amount.stripTrailingZeros().scale() <= 0;
            if (amount.signum() <= 0 || amount.compareTo(BigDecimal.valueOf(9999)) > 0) {
                return false;
            }
            if (name.startsWith("h")) {
                return seconds(amount, 3600);
            } else if (name.equals("m") || name.startsWith("min")) {
                return seconds(amount, 60);
            } else if (!whole && name.startsWith("d")) {
                return seconds(amount, 86_400);
            } else if (!whole && name.startsWith("y")) {
                BigDecimal months = amount.multiply(BigDecimal.valueOf(12));
                return months.stripTrailingZeros().scale() <= 0 && add(months, "months");
            } else if (!whole) {
                return false;
            }
            int count = sign * amount.intValueExact();
            if (name.startsWith("wor") || name.startsWith("weekd")) {
                if (sign < 0) {
                    return false;
                }
                day = Days.plusWorkingDays(day, count);
            } else if (name.startsWith("d")) {
                day = day.plusDays(count);
            } else if (name.startsWith("w")) {
                day = day.plusWeeks(count);
            } else if (name.startsWith("f")) {
                day = day.plusWeeks(2L * count);
            } else if (name.startsWith("mo")) {
                day = day.plusMonths(count);
            } else if (name.startsWith("q")) {
                day = day.plusMonths(3L * count);
            } else {
                day = day.plusYears(count);
            }
            return Days.sane(day);
        }

        private boolean seconds(BigDecimal amount, int unit) {
            seconds += amount.multiply(BigDecimal.valueOf(unit))
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
            return true;
        }
    }
}
