package behflow.api.analytics.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What a report has read.
 *
 * @param zone     the user's, when the report ends
 * @param position up to which the user's log was read; for the installation, how many events of all logs
 * @param asOf     null for now
 */
public record ReportHead(
        LocalDate from,
        LocalDate to,
        ZoneId zone,
        long position,
        @Nullable Instant asOf) {}
