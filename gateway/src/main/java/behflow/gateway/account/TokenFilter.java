package behflow.gateway.account;

import behflow.api.account.Account;
import behflow.api.account.Sessions;
import behflow.api.kernel.RejectedException;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.UnansweredToken;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds out who holds the token of a request. A token that is none leaves the request anonymous, and so does one that can't be
 * looked up: {@link UnansweredToken}.
 */
@Component
public class TokenFilter extends OncePerRequestFilter {

    private static final String SCHEME = "bearer ";
    private static final int TOKEN_MAXIMUM = 200;

    /** It is asked when the database may be away, and must not wait for it twice. */
    private static final String HEALTH = "/health";

    private final Sessions sessions;
    private final ZoneId defaultZone;

    TokenFilter(
            Sessions sessions,
            @org.springframework.beans.factory.annotation.Value("${behflow.timezone:UTC}") String timezone) {
        this.sessions = sessions;
        this.defaultZone = ZoneId.of(timezone);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return HEALTH.equals(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            caller(request.getHeader(HttpHeaders.AUTHORIZATION)).ifPresent(TokenFilter::remember);
        } catch (RejectedException e) {
            UnansweredToken.remember(e, request);
        }
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    /**
     * Who holds the token of an {@code Authorization} header, with or without the scheme {@code Bearer}, in any case.
     *
     * @throws RejectedException UNAVAILABLE where the database does not answer
     */
    public Optional<Caller> caller(@Nullable String authorization) {
        if (authorization == null) {
            return Optional.empty();
        }
        String value = authorization.strip();
        String token = value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? value.substring(SCHEME.length()).strip()
                : value;
        return token.isEmpty() || token.length() > TOKEN_MAXIMUM
                ? Optional.empty()
                : sessions.resolve(token).map(this::caller);
    }

    private Caller caller(Sessions.Session session) {
        Account account = session.account();
        return new Caller(
                account.userId(),
                account.username(),
                account.name(),
                account.lastname(),
                account.admin(),
                account.timezone() == null ? defaultZone : ZoneId.of(account.timezone()),
                account.dateOrder(),
                session.sessionId());
    }

    private static void remember(Caller caller) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of()));
        SecurityContextHolder.setContext(context);
    }
}
