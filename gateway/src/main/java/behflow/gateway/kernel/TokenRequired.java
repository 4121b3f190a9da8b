package behflow.gateway.kernel;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Every operation of ours needs a token, unless it says that it is {@link Public}. Routes that are none, and methods that a
 * route does not have, are told so to anyone. It runs before a body is read, and not once more where a stream ends.
 */
@Configuration(proxyBeanMethods = false)
class TokenRequired implements HandlerInterceptor, WebMvcConfigurer {

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getDispatcherType() != DispatcherType.ASYNC
                && handler instanceof HandlerMethod method
                && method.getBeanType().getPackageName().startsWith("behflow.")
                && !method.hasMethodAnnotation(Public.class)) {
            RejectedException unanswered = UnansweredToken.of(request);
            if (unanswered != null) {
                throw unanswered;
            }
            Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
            if (authentication == null || !(authentication.getPrincipal() instanceof Caller)) {
                throw new RejectedException(RejectionCode.UNAUTHENTICATED, "Authentication required or invalid token");
            }
        }
        return true;
    }
}
