package behflow.gateway.chat.language;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * For whom and when a phrase is read.
 *
 * @param zone in which days and times are meant
 * @param now  what "today" and "in 2 hours" start from
 */
public record PhraseContext(ZoneId zone, Instant now, DateOrder order) {

    ZonedDateTime local() {
        return now.atZone(zone).truncatedTo(ChronoUnit.SECONDS);
    }

    LocalDate today() {
        return local().toLocalDate();
    }
}
