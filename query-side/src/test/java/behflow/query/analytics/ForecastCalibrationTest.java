package behflow.query.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.analytics.query.Forecast;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What the forecast says with 85 % comes true in 80 to 90 % of simulated histories: workers of different speed and rhythm, idle
 * on weekends or not, forecast at the end of pasts of different length. {@code docs/analytics.md} publishes the figures.
 */
class ForecastCalibrationTest {

    private static final int STARTS = 800;

    @Test
    void givenSimulatedHistories_thenForecastsComeTrueAsOftenAsTheySay() {
        Random random = new Random(20_261_124);
        int[] hits = new int[3];
        int countHits = 0;
        for (int start = 0; start < STARTS; start++) {
            double rate = 0.4 + 3 * random.nextDouble();
            boolean weekends = random.nextBoolean();
            int past = 30 + random.nextInt(90);
            int remaining = 10 + random.nextInt(60);
            LocalDate last = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(7));
            int[] completions = new int[past];
            for (int i = 0; i < past; i++) {
                completions[i] = day(random, last.minusDays(past - 1L - i), rate, weekends);
            }
            Forecast.Dates dates =
                    new ForecastSimulation(completions, last, last.plusDays(1), 2_000, start).dates(remaining);
            int horizon = 20;
            Forecast.Counts counts =
                    new ForecastSimulation(completions, last, last.plusDays(1), 2_000, start).counts(horizon);
            int done = 0;
            int within = 0;
            LocalDate day = last;
            while (done < remaining || day.isBefore(last.plusDays(horizon))) {
                day = day.plusDays(1);
                int completed = day(random, day, rate, weekends);
                if (!day.isAfter(last.plusDays(horizon))) {
                    within += completed;
                }
                if (done < remaining) {
                    done += completed;
                    if (done >= remaining) {
                        hits[0] += day.isAfter(dates.p50()) ? 0 : 1;
                        hits[1] += day.isAfter(dates.p85()) ? 0 : 1;
                        hits[2] += day.isAfter(dates.p95()) ? 0 : 1;
                    }
                }
            }
            countHits += within >= counts.p85() ? 1 : 0;
        }
        System.out.printf(
                "forecast calibration over %d starting points: 50 %%: %.1f %%, 85 %%: %.1f %%, 95 %%: %.1f %%; counts 85 %%: %.1f %%%n",
                STARTS,
                100.0 * hits[0] / STARTS,
                100.0 * hits[1] / STARTS,
                100.0 * hits[2] / STARTS,
                100.0 * countHits / STARTS);
        assertThat(100.0 * hits[1] / STARTS).isBetween(80.0, 90.0);
        assertThat(100.0 * countHits / STARTS).isBetween(80.0, 92.0);
        assertThat(100.0 * hits[2] / STARTS).isBetween(92.0, 98.5);
    }

    /** Completions come at random; on some days nobody works, on others in bursts. */
    private static int day(Random random, LocalDate day, double rate, boolean weekends) {
        boolean weekend = day.getDayOfWeek().getValue() >= 6;
        if (weekend && !weekends || random.nextInt(6) == 0) {
            return 0;
        }
        double limit = Math.exp(-rate);
        int count = 0;
        double product = random.nextDouble();
        while (product > limit) {
            count++;
            product *= random.nextDouble();
        }
        return random.nextInt(10) == 0 ? count * 2 : count;
    }
}
