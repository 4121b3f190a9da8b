package behflow.gateway.docs;

import behflow.gateway.kernel.Public;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.LiteWebJarsResourceResolver;
import org.springframework.web.servlet.resource.PathResourceResolver;
import org.springframework.web.servlet.resource.TransformedResource;

/**
 * {@code /redoc}, and what both pages may load: this installation only. ReDoc would fetch a logo from its maker: it is given
 * an empty one instead, and the policy keeps the browser from asking anyone else.
 */
@Configuration(proxyBeanMethods = false)
class DocumentationPages implements WebMvcConfigurer {

    private static final String WEBJARS = "/webjars/**";
    private static final String SCRIPT = "redoc.standalone.js";
    private static final String LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg";
    private static final String NO_LOGO = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E";

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

    /** The script is read and changed once. */
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(WEBJARS)
                .addResourceLocations("classpath:/META-INF/resources/webjars/")
                .resourceChain(true)
                .addResolver(new LiteWebJarsResourceResolver())
                .addResolver(new PathResourceResolver())
                .addTransformer((request, resource, chain) -> {
                    Resource script = chain.transform(request, resource);
                    return SCRIPT.equals(script.getFilename())
                            ? new TransformedResource(
                                    script,
                                    script.getContentAsString(StandardCharsets.UTF_8)
                                            .replace(LOGO, NO_LOGO)
                                            .getBytes(StandardCharsets.UTF_8))
                            : script;
                });
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
                    <link rel="icon" href="data:,">
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
