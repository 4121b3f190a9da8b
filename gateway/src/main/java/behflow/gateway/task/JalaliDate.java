package behflow.gateway.task;

import com.ibm.icu.util.Calendar;
import com.ibm.icu.util.PersianCalendar;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;

/** Days in the Persian (Solar Hijri) calendar, written {@code 1404/10/10} in Latin digits. */
final class JalaliDate {

    private static final ULocale LOCALE = new ULocale("fa_IR@calendar=persian");

    private JalaliDate() {}

    /** The day on which the instant falls in the zone. */
    static String of(Instant instant, ZoneId zone) {
        LocalDate day = instant.atZone(zone).toLocalDate();
        PersianCalendar calendar = new PersianCalendar(TimeZone.GMT_ZONE, LOCALE);
        calendar.setTimeInMillis(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
        return String.format(
                Locale.ROOT,
                "%04d/%02d/%02d",
                calendar.get(Calendar.YEAR),
                calendar.get(Calendar.MONTH) + 1,
                calendar.get(Calendar.DAY_OF_MONTH));
    }
}
