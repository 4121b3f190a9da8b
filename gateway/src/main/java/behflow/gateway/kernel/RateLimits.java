package behflow.gateway.kernel;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.github.bucket4j.postgresql.PostgreSQLSelectForUpdateBasedProxyManager;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The specification's limits, where the operator turns them on: 100 requests in each minute and 1000 in each hour for each
 * user, counted in PostgreSQL and so over all nodes. Answers say what is left, as the IETF's draft on RateLimit header fields has it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "behflow.rate-limit.enabled", havingValue = "true")
@Order(Ordered.LOWEST_PRECEDENCE)
class RateLimits implements HandlerInterceptor, WebMvcConfigurer {

    static final int PER_MINUTE = 100;
    static final int PER_HOUR = 1_000;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Windows are the minutes and hours of UTC: any instant in the past that begins both. */
    private static final Instant ALIGNED = Instant.EPOCH.plus(HOUR);

    private static final String POLICY = "\"minute\";q=" + PER_MINUTE + ";w=60, \"hour\";q=" + PER_HOUR + ";w=3600";
    private static final BucketConfiguration LIMITS = BucketConfiguration.builder()
            .addLimit(limit -> limit.capacity(PER_MINUTE)
                    .refillIntervallyAligned(PER_MINUTE, MINUTE, ALIGNED)
                    .id("minute"))
            .addLimit(limit -> limit.capacity(PER_HOUR)
                    .refillIntervallyAligned(PER_HOUR, HOUR, ALIGNED)
                    .id("hour"))
            .build();
    private static final int CLEAN_EVERY = 1_000;

    private final PostgreSQLSelectForUpdateBasedProxyManager<String> buckets;
    private final AtomicLong requests = new AtomicLong();

    @Autowired
    RateLimits(DataSource dataSource) {
        this(dataSource, TimeMeter.SYSTEM_MILLISECONDS);
    }

    RateLimits(DataSource dataSource, TimeMeter clock) {
        this.buckets = Bucket4jPostgreSQL.selectForUpdateBasedBuilder(dataSource)
                .primaryKeyMapper(PrimaryKeyMapper.STRING)
                .table("rate_limit")
                .clientClock(clock)
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofMinutes(1)))
                .build();
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).order(Ordered.LOWEST_PRECEDENCE);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof Caller caller) {
            count(caller, response);
        }
        return true;
    }

    private void count(Caller caller, HttpServletResponse response) {
        VerboseResult<ConsumptionProbe> result = buckets.builder()
                .build(caller.userId().toString(), () -> LIMITS)
                .asVerbose()
                .tryConsumeAndReturnRemaining(1);
        ConsumptionProbe probe = result.getValue();
        long[] left = result.getDiagnostics().getAvailableTokensPerEachBandwidth();
        response.setHeader("RateLimit-Policy", POLICY);
        response.setHeader(
                "RateLimit",
                "\"minute\";r=" + left[0] + ";t=" + secondsLeft(MINUTE, result.getOperationTimeNanos())
                        + ", \"hour\";r=" + left[1] + ";t=" + secondsLeft(HOUR, result.getOperationTimeNanos()));
        if (requests.incrementAndGet() % CLEAN_EVERY == 0) {
            buckets.removeExpired(CLEAN_EVERY);
        }
        if (!probe.isConsumed()) {
            throw new RejectedException(
                    RejectionCode.TOO_MANY,
                    "Too many requests; try again later",
                    List.of(),
                    Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    /** Until the window ends and all of it is there again. */
    private static long secondsLeft(Duration window, long nowNanos) {
        return (window.toNanos() - nowNanos % window.toNanos() + 999_999_999L) / 1_000_000_000L;
    }
}
