package behflow.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.cors.CorsConfiguration;

class SecurityConfigurationTest {

    private static CorsConfiguration cors(String... origins) {
        return new SecurityConfiguration()
                .corsConfigurationSource(List.of(origins))
                .getCorsConfiguration(new MockHttpServletRequest("GET", "/api/v1/tasks"));
    }

    @Test
    void givenNobodyNamed_thenNoOtherOrigin() {
        assertThat(cors()).isNull();
        assertThat(cors("")).isNull();
    }

    @Test
    void givenAnOrigin_thenItReadsEveryHeaderThatTheContractHas() {
        CorsConfiguration cors = cors("https://app.example");
        assertThat(cors.checkOrigin("https://app.example")).isEqualTo("https://app.example");
        assertThat(cors.checkOrigin("https://evil.example")).isNull();
        assertThat(cors.getAllowCredentials()).isNull();
        assertThat(cors.getExposedHeaders())
                .contains(
                        "ETag",
                        "Idempotency-Replayed",
                        "Link",
                        "Location",
                        "RateLimit",
                        "RateLimit-Policy",
                        "Retry-After",
                        "X-Correlation-Id",
                        "X-Log-Position");
    }
}
