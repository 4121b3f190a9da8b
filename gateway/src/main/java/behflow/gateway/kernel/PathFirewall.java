package behflow.gateway.kernel;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * What a path may hold. A conversation's name is the client's and any text (contract, part 1), so in the routes that take
 * one its characters are taken as they come once they are encoded, a slash and a percent sign too. Everywhere else what is
 * encoded beyond need is refused. Routes and authorization see the path by its segments, each decoded after it was split.
 *
 * <p>What a header may hold is for its reader to say: Tomcat has refused what could end a line, and to the firewall the bytes of
 * UTF-8, which some clients send, are control characters. Parameters that nobody reads are ignored, whatever their names.
 */
@Configuration(proxyBeanMethods = false)
class PathFirewall {

    /** The routes whole, not what lies below: a path that fits none of them goes on to what serves files, which logs one with dots. */
    private static final Pattern NAMED = Pattern.compile("/api/v1/chat/sessions/[^/]+(?:/messages)?|/ws/[^/]+");

    /**
     * Methods are for the routes to refuse, with 405 and by naming their own. Nothing that is allowed here hangs on a method:
     * {@link TokenRequired} looks at the operation that was found.
     */
    @Bean
    HttpFirewall httpFirewall() {
        StrictHttpFirewall strict = new StrictHttpFirewall();
        strict.setUnsafeAllowAnyHttpMethod(true);
        allowUnknown(strict);
        StrictHttpFirewall names = names();
        return new HttpFirewall() {
            @Override
            public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
                String path = request.getRequestURI();
                return (NAMED.matcher(path).matches() ? names : strict).getFirewalledRequest(request);
            }

            @Override
            public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
                return strict.getFirewalledResponse(response);
            }
        };
    }

    private static void allowUnknown(StrictHttpFirewall firewall) {
        firewall.setAllowedHeaderValues(value -> true);
        firewall.setAllowedParameterNames(name -> true);
    }

    /** Encoded anything but NUL; plain only what belongs into a path. */
    private static StrictHttpFirewall names() {
        StrictHttpFirewall names = new StrictHttpFirewall();
        names.setUnsafeAllowAnyHttpMethod(true);
        allowUnknown(names);
        names.setAllowUrlEncodedSlash(true);
        names.setAllowUrlEncodedDoubleSlash(true);
        names.setAllowUrlEncodedPercent(true);
        names.setAllowUrlEncodedPeriod(true);
        names.setAllowUrlEncodedLineFeed(true);
        names.setAllowUrlEncodedCarriageReturn(true);
        names.setAllowUrlEncodedLineSeparator(true);
        names.setAllowUrlEncodedParagraphSeparator(true);
        names.setAllowBackSlash(true);
        names.setAllowSemicolon(true);
        names.getEncodedUrlBlocklist().addAll(List.of("//", "\\", ";"));
        return names;
    }

    /** An encoded slash is left for whoever splits the path; the firewall says where there may be one. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedSlashes() {
        return factory -> factory.addConnectorCustomizers(connector -> {
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        });
    }
}
