package behflow.gateway.admin;

import behflow.api.admin.DeadLetters;
import behflow.api.admin.Followers;
import behflow.api.admin.Projections;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * What there is to alarm on: {@code behflow_dead_letters} of all followers of the log, {@code behflow_follower_lag} in events,
 * and the health {@code DEGRADED} while there is a dead letter or a follower fails. The service goes on, so it stays ready.
 */
@Component("followers")
class DeadLetterAlarm extends AbstractHealthIndicator {

    private static final String DEGRADED = "DEGRADED";

    private final DeadLetters letters;
    private final Followers followers;

    DeadLetterAlarm(DeadLetters letters, Followers followers, MeterRegistry meters) {
        super("The followers of the log could not be looked at");
        this.letters = letters;
        this.followers = followers;
        Gauge.builder("behflow.dead.letters", letters, DeadLetterAlarm::count)
                .description("Events that followers of the log could not handle, and those that wait behind them")
                .register(meters);
        Gauge.builder("behflow.follower.lag", followers, DeadLetterAlarm::lag)
                .description("Events that the slowest follower of the log is behind")
                .register(meters);
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Map<String, Long> dead = new TreeMap<>(letters.counts());
        dead.values().removeIf(count -> count == 0);
        Map<String, String> failing = new TreeMap<>();
        for (Projections.Status follower : followers.list()) {
            if (follower.state().equals("failing")) {
                failing.put(follower.name(), "failing, %d events behind".formatted(follower.lag()));
            }
        }
        builder.status(dead.isEmpty() && failing.isEmpty() ? "UP" : DEGRADED)
                .withDetail("dead_letters", dead)
                .withDetails(failing);
    }

    private static double count(DeadLetters letters) {
        return letters.counts().values().stream().mapToLong(Long::longValue).sum();
    }

    private static double lag(Followers followers) {
        return followers.list().stream()
                .mapToLong(Projections.Status::lag)
                .max()
                .orElse(0);
    }
}
