package behflow.gateway.kernel;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Bodies are JSON whatever a client calls them, or calls them nothing; what is clearly something else is told so (415),
 * after {@link TokenRequired} has had its say.
 */
@Configuration(proxyBeanMethods = false)
class JsonOnly implements HandlerInterceptor, WebMvcConfigurer {

    private static final Pattern OTHER = Pattern.compile("(multipart|image|audio|video|font)/.*|[^;]*[/+]xml\\b.*");

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).order(1);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws HttpMediaTypeNotSupportedException {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null
                && handler instanceof HandlerMethod
                && OTHER.matcher(type.strip().toLowerCase(Locale.ROOT)).matches()) {
            throw new HttpMediaTypeNotSupportedException("Not JSON");
        }
        return true;
    }
}
