package behflow.gateway.account;

import behflow.gateway.kernel.ProblemWriter;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/** No state on the server but the session's row: no cookies, so no forged requests; other origins only by the operator's list. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    SecurityFilterChain api(
            HttpSecurity http,
            TokenFilter tokens,
            CorsConfigurationSource corsConfigurationSource,
            ProblemWriter problems)
            throws Exception {
        CorsFilter cors = new CorsFilter(corsConfigurationSource);
        cors.setCorsProcessor(new CorsRefusals(problems));
        return http.csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .servletApi(AbstractHttpConfigurer::disable)
                .cors(AbstractHttpConfigurer::disable)
                .addFilter(cors)
                .headers(headers -> headers.frameOptions(frames -> frames.deny()))
                // Which operation needs a token is decided where the operation is known: TokenRequired.
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .addFilterBefore(tokens, AuthorizationFilter.class)
                .build();
    }

    /** The request as a whole is observed; an observation of each of the chain's filters would cost more than they do. */
    @Bean
    SecurityObservationSettings securityObservationSettings() {
        return SecurityObservationSettings.noObservations();
    }

    /** It belongs to the chain only. */
    @Bean
    FilterRegistrationBean<TokenFilter> tokenFilterOnce(TokenFilter tokens) {
        FilterRegistrationBean<TokenFilter> registration = new FilterRegistrationBean<>(tokens);
        registration.setEnabled(false);
        return registration;
    }

    /** Nobody logs in through Spring; without this Boot would make a user of its own. */
    @Bean
    AuthenticationManager authenticationManager() {
        return authentication -> {
            throw new ProviderNotFoundException("Tokens are looked up by the filter");
        };
    }

    @Bean
    CorsConfigurationSource corsConfigurationSource(@Value("${behflow.cors.origins:}") List<String> origins) {
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        List<String> named =
                origins.stream().filter(origin -> !origin.isBlank()).toList();
        if (!named.isEmpty()) {
            CorsConfiguration cors = new CorsConfiguration();
            cors.setAllowedOrigins(named);
            cors.setAllowedMethods(List.of("GET", "POST", "PUT", "DELETE", "HEAD"));
            cors.setAllowedHeaders(List.of(
                    "Authorization",
                    "Content-Type",
                    "Idempotency-Key",
                    "If-Match",
                    "If-None-Match",
                    "Last-Event-ID",
                    "Mcp-Protocol-Version"));
            cors.setExposedHeaders(List.of(
                    "ETag",
                    "Idempotency-Replayed",
                    "Link",
                    "Location",
                    "RateLimit",
                    "RateLimit-Policy",
                    "Retry-After",
                    "X-Correlation-Id",
                    "X-Log-Position",
                    "X-Request-Id"));
            source.registerCorsConfiguration("/**", cors);
        }
        return source;
    }
}
