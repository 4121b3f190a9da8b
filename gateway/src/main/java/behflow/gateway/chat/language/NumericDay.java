package behflow.gateway.chat.language;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A date in figures, and the other one it may be. */
record NumericDay(LocalDate day, @Nullable LocalDate other, String reason, boolean firm) {

    /** Null where the figures are no date, or look as much like a fraction or a version. */
    static @Nullable NumericDay read(String text, LocalDate today, DateOrder order, boolean marked) {
        boolean dotted = text.indexOf('.') >= 0;
        String[] parts = text.split("[./-]");
        for (String part : parts) {
            if (part.length() > 4 || part.length() == 3) {
                return null;
            }
        }
        if (parts.length == 3 && parts[0].length() == 4) {
            LocalDate date = Days.of(number(parts[0]), number(parts[1]), number(parts[2]));
            return date == null ? null : new NumericDay(date, null, "", true);
        }
        boolean dayFirst = dotted || order == DateOrder.DMY || (order == DateOrder.YMD && parts.length == 3);
        if (parts.length == 3) {
            boolean full = parts[2].length() == 4;
            if (!full && (parts[2].length() != 2 || (dotted && !marked) || text.indexOf('-') >= 0)) {
                return null;
            }
            if (!full && order == DateOrder.YMD && !dotted && parts[0].length() == 2) {
                LocalDate date = Days.of(2000 + number(parts[0]), number(parts[1]), number(parts[2]));
                return date == null ? null : new NumericDay(date, null, "", false);
            }
            int year = number(parts[2]) + (full ? 0 : 2000);
            return choose(
                    Days.of(year, number(parts[1]), number(parts[0])),
                    Days.of(year, number(parts[0]), number(parts[1])),
                    dayFirst,
                    full);
        }
        if (parts.length != 2 || !marked || text.indexOf('-') >= 0 || parts[0].length() > 2 || parts[1].length() > 2) {
            return null;
        }
        int first = number(parts[0]);
        int second = number(parts[1]);
        boolean padded = text.startsWith("0") || parts[1].startsWith("0");
        if (dotted && !text.endsWith(".") && !padded && first <= 12) {
            return null;
        }
        if (!dotted && !padded && first < second && second <= 8) {
            return null;
        }
        return choose(Days.monthDay(today, second, first), Days.monthDay(today, first, second), dayFirst, false);
    }

    private static @Nullable NumericDay choose(
            @Nullable LocalDate dayFirst, @Nullable LocalDate monthFirst, boolean preferDay, boolean firm) {
        LocalDate best = preferDay ? dayFirst : monthFirst;
        LocalDate other = preferDay ? monthFirst : dayFirst;
        String reason = preferDay ? "the month may come first" : "the day may come first";
        if (best == null) {
            return other == null ? null : new NumericDay(other, null, "", firm);
        }
        return new NumericDay(best, best.equals(other) ? null : other, reason, firm);
    }

    private static int number(String figures) {
        return figures.isEmpty() ? 0 : Integer.parseInt(figures);
    }
}
