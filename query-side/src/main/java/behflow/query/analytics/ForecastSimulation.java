package behflow.query.analytics;

import behflow.api.analytics.query.Forecast;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What may come, by Monte Carlo over the past throughput: each day to come brings what a past day of the same weekday brought,
 * or, of a past shorter than eight weeks, what any past day brought. A short past may have been a lucky one: so each run first
 * draws the past that it learns from out of the real one, with replacement, which makes its forecasts as wide as they must be.
 */
final class ForecastSimulation {

    static final int RUNS = 10_000;
    /** About ten years. */
    static final int HORIZON = 3_650;
    /** From here on weekdays are told apart. */
    private static final int WEEKDAYS_FROM = 56;

    private final int[][] past;
    private final LocalDate next;
    private final int firstWeekday;
    private final int runs;
    private final SplittableRandom random;

    /**
     * @param completions of each day, one after another
     * @param last        the last of them
     * @param next        the first day to come
     */
    ForecastSimulation(int[] completions, LocalDate last, LocalDate next, int runs, long seed) {
        int strata = completions.length >= WEEKDAYS_FROM ? 7 : 1;
        this.past = new int[strata][];
        this.next = next;
        this.firstWeekday = next.getDayOfWeek().getValue();
        this.runs = runs;
        this.random = new SplittableRandom(seed);
        for (int s = 0; s < strata; s++) {
            int[] days = new int[completions.length];
            int count = 0;
            for (int i = 0; i < completions.length; i++) {
                long weekday = last.minusDays(completions.length - 1L - i)
                        .getDayOfWeek()
                        .getValue();
                if (strata == 1 || weekday == s + 1) {
                    days[count++] = completions[i];
                }
            }
            past[s] = Arrays.copyOf(days, count);
        }
    }

    /** By when {@code remaining} are completed; null for what is not within the horizon. */
    Forecast.Dates dates(int remaining) {
        int[] days = new int[runs];
        int[][] drawn = new int[past.length][];
        for (int run = 0; run < runs; run++) {
            draw(drawn);
            int done = 0;
            int day = 0;
            while (done < remaining && day <= HORIZON) {
                done += sample(drawn, day++);
            }
            days[run] = day;
        }
        Arrays.sort(days);
        return new Forecast.Dates(date(days, 0.50), date(days, 0.85), date(days, 0.95));
    }

    /** How many are completed in so many days; with 85 %, so many or more. */
    Forecast.Counts counts(int days) {
        int[] counts = new int[runs];
        int[][] drawn = new int[past.length][];
        for (int run = 0; run < runs; run++) {
            draw(drawn);
            for (int day = 0; day < days; day++) {
                counts[run] += sample(drawn, day);
            }
        }
        Arrays.sort(counts);
        return new Forecast.Counts(counts[rank(1 - 0.50)], counts[rank(1 - 0.85)], counts[rank(1 - 0.95)]);
    }

    private void draw(int[][] drawn) {
        for (int s = 0; s < past.length; s++) {
            int[] from = past[s];
            int[] to = drawn[s] == null ? new int[from.length] : drawn[s];
            for (int i = 0; i < to.length; i++) {
                to[i] = from[random.nextInt(from.length)];
            }
            drawn[s] = to;
        }
    }

    private int sample(int[][] drawn, int day) {
        int[] days = drawn.length == 1 ? drawn[0] : drawn[(firstWeekday - 1 + day) % 7];
        return days[random.nextInt(days.length)];
    }

    private @Nullable LocalDate date(int[] days, double share) {
        // The least day by which so many of the runs are done.
        int day = days[(int) Math.ceil(share * runs) - 1];
        return day > HORIZON ? null : next.plusDays(day - 1L);
    }

    private int rank(double share) {
        return Math.max(0, (int) Math.floor(share * runs + 1e-9));
    }
}
