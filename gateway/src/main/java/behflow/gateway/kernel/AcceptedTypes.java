package behflow.gateway.kernel;

import java.util.List;
import java.util.Set;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * What Accept means here. A write is answered in JSON whatever it says, since it is done by then (RFC 9110, 12.5.1, lets a
 * server disregard the header). A read that accepts nothing that there is gets 406. A problem's type is for errors, which
 * {@link ProblemWriter} answers: what succeeds is plain JSON, and JSON has no parameters (RFC 8259, 11).
 */
@Configuration(proxyBeanMethods = false)
class AcceptedTypes implements WebMvcConfigurer {

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /** Of types that are written in JSON and are somebody else's: nothing here is one of them. */
    private static final String SUFFIX = "json";

    private final ContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();

    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        configurer.strategies(List.of(this::accepted));
    }

    private List<MediaType> accepted(NativeWebRequest request) throws HttpMediaTypeNotAcceptableException {
        if (!(request instanceof ServletWebRequest servlet) || !READING.contains(servlet.getHttpMethod())) {
            return ContentNegotiationStrategy.MEDIA_TYPE_ALL_LIST;
        }
        List<MediaType> accepted = header.resolveMediaTypes(request).stream()
                .filter(type -> type.getQualityValue() > 0)
                .map(AcceptedTypes::plain)
                .filter(type -> !SUFFIX.equals(type.getSubtypeSuffix()))
                .toList();
        if (accepted.isEmpty()) {
            throw new HttpMediaTypeNotAcceptableException(List.of(MediaType.APPLICATION_JSON));
        }
        return accepted;
    }

    private static MediaType plain(MediaType accepted) {
        return accepted.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
                        || accepted.equalsTypeAndSubtype(MediaType.APPLICATION_PROBLEM_JSON)
                ? MediaType.APPLICATION_JSON.copyQualityValue(accepted)
                : accepted;
    }
}
