package behflow.api.analytics.query;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * When will it be done, and how many by a date? Answered with {@link Forecast}.
 *
 * @param window    the past to learn from: its days from {@code from} (null: 90 days) to {@code to}, finished ones only
 * @param remaining how many tasks are to be completed; null for the open ones of the window's filter
 * @param by        null for no date
 * @param seed      the same seed gives the same answer for the same past; null for any
 */
public record FindForecast(
        ReportWindow window,
        @Nullable Integer remaining,
        @Nullable LocalDate by,
        @Nullable Long seed) {}
