package behflow.gateway.analytics;

import behflow.api.analytics.Bucket;
import behflow.api.analytics.query.ReportWindow;
import behflow.api.kernel.RejectedException;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.InstantReader;
import behflow.gateway.task.TaskQueryParameters;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** The query parameters that every report takes. */
final class ReportParameters {

    private static final List<String> FILTERS =
            List.of("status", "priority", "tag", "q", "deleted", "due_before", "due_after", "overdue");
    /** Of these filters, those that ask for text: totals by them would tell an administrator who writes of what. */
    private static final List<String> TEXT = List.of("tag", "q");

    /** Beyond these a calendar has no use for days. */
    private static final int FIRST_YEAR = 1970;

    private static final int LAST_YEAR = 9999;
    private static final int REMAINING_MAXIMUM = 100_000;
    /** What JSON numbers hold exactly. */
    private static final long SEED_MAXIMUM = (1L << 53) - 1;

    private final MultiValueMap<String, String> parameters;
    private final Caller caller;
    private final TaskQueryParameters reader;
    private final Clock clock;

    ReportParameters(MultiValueMap<String, String> parameters, Caller caller, Clock clock) {
        this.parameters = parameters;
        this.caller = caller;
        this.reader = new TaskQueryParameters(parameters, caller.zone());
        this.clock = clock;
    }

    /** @throws RejectedException INVALID with all errors; FORBIDDEN for the installation's totals to all but administrators */
    ReportWindow window() {
        boolean installation = "installation".equals(reader.text("scope", raw -> switch (raw) {
            case "own", "installation" -> raw;
            default -> throw RejectedException.invalid("scope", "scope must be own or installation.");
        }));
        if (installation) {
            caller.requireAdmin();
            if (TEXT.stream().anyMatch(parameters::containsKey)) {
                throw RejectedException.invalid(
                        "scope",
                        "Totals of the installation can't be chosen by what people wrote: leave out q and tag.");
            }
        }
        Bucket bucket = reader.text(
                "bucket",
                raw -> Bucket.parse(raw)
                        .orElseThrow(
                                () -> RejectedException.invalid("bucket", "bucket must be one of day, week, month.")));
        ReportWindow window = new ReportWindow(
                caller.userId(),
                installation,
                date("from"),
                date("to"),
                bucket == null ? Bucket.DAY : bucket,
                FILTERS.stream().anyMatch(parameters::containsKey) ? reader.filter(clock.instant()) : null,
                reader.text("as_of", raw -> InstantReader.readParameter("as_of", raw, caller.zone())));
        reader.check();
        return window;
    }

    /** A report that names tasks: a user's own alone. */
    ReportWindow ownWindow() {
        ReportWindow window = window();
        if (window.installation()) {
            throw RejectedException.invalid("scope", "This report tells of single tasks: there are none of others.");
        }
        return window;
    }

    @Nullable
    LocalDate date(String name) {
        return reader.text(name, raw -> {
            try {
                LocalDate date = LocalDate.parse(raw);
                if (date.getYear() >= FIRST_YEAR && date.getYear() < LAST_YEAR) {
                    return date;
                }
            } catch (DateTimeException e) {
                throw RejectedException.invalid(name, name + " must be a date such as 2025-12-31.");
            }
            throw RejectedException.invalid(name, name + " must be in the years 1970 to 9998.");
        });
    }

    @Nullable
    Integer remaining() {
        Long remaining = number("remaining", REMAINING_MAXIMUM);
        return remaining == null ? null : remaining.intValue();
    }

    @Nullable
    Long seed() {
        return number("seed", SEED_MAXIMUM);
    }

    private @Nullable Long number(String name, long maximum) {
        return reader.text(name, raw -> {
            if (raw.matches("\\d{1,16}") && Long.parseLong(raw) <= maximum) {
                return Long.valueOf(raw);
            }
            throw RejectedException.invalid(name, name + " must be a whole number from 0 to " + maximum + ".");
        });
    }

    void check() {
        reader.check();
    }
}
