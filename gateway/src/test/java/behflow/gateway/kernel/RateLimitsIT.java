package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.Ids;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.testing.TestDatabase;
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
    void givenTwoNodes_whenOneUserAsksTooOften_thenRefusedByBoth() {
        RateLimits one = new RateLimits(DATABASE.dataSource());
        RateLimits two = new RateLimits(DATABASE.dataSource());
        UUID user = Ids.newId();
        MockHttpServletResponse last = new MockHttpServletResponse();
        for (int i = 0; i < RateLimits.PER_MINUTE; i++) {
            last = ask(i % 2 == 0 ? one : two, user);
        }
        assertThat(last.getHeader("RateLimit-Policy")).isEqualTo("\"minute\";q=100;w=60, \"hour\";q=1000;w=3600");
        assertThat(last.getHeader("RateLimit")).matches("\"minute\";r=\\d+;t=\\d+, \"hour\";r=\\d+;t=\\d+");
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 60; i++) {
                        ask(two, user);
                    }
                })
                .isInstanceOfSatisfying(RejectedException.class, e -> {
                    assertThat(e.code()).isEqualTo(RejectionCode.TOO_MANY);
                    assertThat(e.retryAfter()).isPositive();
                });
        ask(one, Ids.newId());
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
