package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.Ids;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.testing.TestDatabase;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

/** Two nodes' limiters over one database count together. */
class RateLimitsIT {

    private static final TestDatabase DATABASE = TestDatabase.create();

    @BeforeAll
    static void migrate() {
        Flyway.configure()
                .dataSource(DATABASE.dataSource())
                .locations("classpath:db/migration/command", "classpath:db/migration/query")
                .load()
                .migrate();
    }

    @AfterEach
    void nobody() {
        SecurityContextHolder.clearContext();
    }

    @Test
    void givenTwoNodes_whenOneUserAsksTooOften_thenRefusedByBothUntilTheMinuteIsOver() {
        Clock clock = new Clock(Instant.parse("2026-11-24T12:59:30.250Z"));
        RateLimits one = new RateLimits(DATABASE.dataSource(), clock);
        RateLimits two = new RateLimits(DATABASE.dataSource(), clock);
        UUID user = Ids.newId();
        MockHttpServletResponse last = new MockHttpServletResponse();
        for (int i = 0; i < RateLimits.PER_MINUTE; i++) {
            last = ask(i % 2 == 0 ? one : two, user);
        }
        assertThat(last.getHeader("RateLimit-Policy")).isEqualTo("\"minute\";q=100;w=60, \"hour\";q=1000;w=3600");
        assertThat(last.getHeader("RateLimit")).isEqualTo("\"minute\";r=0;t=30, \"hour\";r=900;t=30");
        for (int seconds : new int[] {0, 1, 10, 28}) {
            clock.now = Instant.parse("2026-11-24T12:59:30.250Z").plusSeconds(seconds);
            refused(seconds % 2 == 0 ? one : two, user, 30 - seconds);
        }
        ask(one, Ids.newId());
        clock.now = Instant.parse("2026-11-24T13:00:00Z");
        assertThat(ask(two, user).getHeader("RateLimit")).isEqualTo("\"minute\";r=99;t=60, \"hour\";r=999;t=3600");
    }

    private static void refused(RateLimits limits, UUID user, long secondsAtMost) {
        assertThatThrownBy(() -> ask(limits, user)).isInstanceOfSatisfying(RejectedException.class, e -> {
            assertThat(e.code()).isEqualTo(RejectionCode.TOO_MANY);
            assertThat(e.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(secondsAtMost));
        });
    }

    private static final class Clock implements TimeMeter {
        private Instant now;

        private Clock(Instant now) {
            this.now = now;
        }

        @Override
        public long currentTimeNanos() {
            return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }

    private static MockHttpServletResponse ask(RateLimits limits, UUID user) {
        Caller caller = new Caller(user, "u", "n", "l", false, ZoneOffset.UTC, "ymd", user);
        SecurityContextHolder.getContext()
                .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of()));
        MockHttpServletResponse response = new MockHttpServletResponse();
        limits.preHandle(new MockHttpServletRequest(), response, new Object());
        return response;
    }
}
