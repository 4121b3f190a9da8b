package behflow.gateway.docs;

import behflow.gateway.kernel.Public;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * {@code /redoc}, and what both pages may load: this installation only. ReDoc would fetch a logo from its maker; the policy
 * keeps the browser from asking.
 */
@Configuration(proxyBeanMethods = false)
class DocumentationPages {

    private static final String POLICY =
            "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
                    + " img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'";

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> documentationPolicy() {
        FilterRegistrationBean<OncePerRequestFilter> registration =
                new FilterRegistrationBean<>(new OncePerRequestFilter() {
                    @Override
                    protected void doFilterInternal(
                            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                            throws ServletException, IOException {
                        response.setHeader("Content-Security-Policy", POLICY);
                        chain.doFilter(request, response);
                    }
                });
        registration.addUrlPatterns("/docs", "/docs/*", "/swagger-ui/*", "/redoc");
        return registration;
    }

    @RestController
    @Hidden
    static class Redoc {

        private static final String PAGE = """
                <!DOCTYPE html>
                <html lang="en">
                  <head>
                    <meta charset="utf-8">
                    <meta name="viewport" content="width=device-width, initial-scale=1">
                    <title>Behflow</title>
                    <style>body { margin: 0; }</style>
                  </head>
                  <body>
                    <redoc spec-url="/openapi.json"></redoc>
                    <script src="/webjars/redoc/bundles/redoc.standalone.js"></script>
                  </body>
                </html>
                """;

        @Public
        @GetMapping(path = "/redoc", produces = MediaType.TEXT_HTML_VALUE)
        String page() {
            return PAGE;
        }
    }
}
