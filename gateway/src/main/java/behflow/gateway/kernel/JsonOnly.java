package behflow.gateway.kernel;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Bodies are JSON whatever a client calls them, or calls them nothing; what is clearly something else, or is compressed, is
 * told so (415), after {@link TokenRequired} has had its say.
 */
@Configuration(proxyBeanMethods = false)
class JsonOnly implements HandlerInterceptor, WebMvcConfigurer {

    private static final String IDENTITY = "identity";
    private static final Pattern OTHER = Pattern.compile("(multipart|image|audio|video|font)/.*|[^;]*[/+]xml\\b.*");

    private final ProblemWriter problems;

    JsonOnly(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).order(1);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws HttpMediaTypeNotSupportedException, IOException {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null
                && !type.equals(MediaType.APPLICATION_JSON_VALUE)
                && handler instanceof HandlerMethod
                && OTHER.matcher(type.strip().toLowerCase(Locale.ROOT)).matches()) {
            throw new HttpMediaTypeNotSupportedException("Not JSON");
        }
        if (handler instanceof HandlerMethod && hasBody(request) && encoded(request)) {
            // RFC 9110, 15.5.16: so that the client knows what would be taken.
            response.setHeader(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
            problems.write(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "The body must be sent as it is, without a Content-Encoding",
                    request,
                    response);
            return false;
        }
        return true;
    }

    private static boolean encoded(HttpServletRequest request) {
        return Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)).stream()
                .flatMap(codings -> Stream.of(codings.split(",")))
                .map(String::strip)
                .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase(IDENTITY));
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }
}
