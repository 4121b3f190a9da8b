package behflow.gateway.kernel;

import behflow.api.kernel.RejectedException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.catalina.Container;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Refusals that never reach a controller: by the firewall, by the container, before there is a request. */
@Configuration(proxyBeanMethods = false)
class ContainerErrors {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerErrors.class);

    /** Paths that try to be something else are bad requests. */
    @Bean
    RequestRejectedHandler requestRejectedHandler(ProblemWriter problems) {
        return (request, response, exception) -> {
            LOG.debug("The firewall refused a request: {}", exception.getMessage());
            problems.write(HttpStatus.BAD_REQUEST, sentence(HttpStatus.BAD_REQUEST), request, response);
        };
    }

    /** What Tomcat answers itself is JSON too, and says no more than it must. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> jsonErrors() {
        return factory -> factory.addContextCustomizers(context -> {
            Container host = context.getParent();
            if (host instanceof StandardHost standard) {
                standard.setErrorReportValveClass(JsonErrorReport.class.getName());
            }
        });
    }

    /** Tomcat makes one by its name. */
    public static final class JsonErrorReport extends ErrorReportValve {

        private static final JsonMapper JSON = JsonMapper.builder().build();
        /** Tomcat calls it 400 and tells it by these words alone. */
        private static final String HEADERS_TOO_LARGE =
                StringManager.getManager(Http11InputBuffer.class).getString("iib.requestheadertoolarge.error");

        @Override
        protected void report(Request request, Response response, Throwable throwable) {
            int code = response.getStatus();
            if (code < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            HttpStatus status = status(code, throwable);
            UUID id = RequestIds.of(request);
            LOG.debug("Tomcat refused the request {} with {}", id, status);
            try {
                response.setStatus(status.value());
                response.setHeader(RequestIds.HEADER, id.toString());
                response.setContentType(ProblemWriter.contentType(request).toString());
                response.setCharacterEncoding("UTF-8");
                response.getReporter()
                        .write(JSON.writeValueAsString(Problem.of(status, sentence(status), List.of(), id)));
                response.finishResponse();
            } catch (IOException | IllegalStateException e) {
                LOG.debug("The client was gone before its error was written", e);
            }
        }

        private static HttpStatus status(int code, @Nullable Throwable cause) {
            if (cause != null && HEADERS_TOO_LARGE.equals(cause.getMessage())) {
                return HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
            }
            HttpStatus status = HttpStatus.resolve(code);
            return status != null ? status : code < 500 ? HttpStatus.BAD_REQUEST : HttpStatus.INTERNAL_SERVER_ERROR;
        }
    }

    /** Where the container forwards what a filter has refused by status alone. */
    @RestController
    @Hidden
    static class Forwarded implements ErrorController {

        private final ProblemWriter problems;
        private final RouteMethods methods;

        Forwarded(ProblemWriter problems, RouteMethods methods) {
            this.problems = problems;
            this.methods = methods;
        }

        @Public
        @RequestMapping("/error")
        ResponseEntity<byte[]> error(HttpServletRequest request, HttpServletResponse response) {
            Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
            HttpStatus status = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
            if (status == null) {
                status = HttpStatus.INTERNAL_SERVER_ERROR;
            }
            Object failure = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
            if (failure instanceof Throwable thrown) {
                RuntimeException found = Rejections.of(thrown);
                if (found instanceof RejectedException rejected) {
                    return problems.entity(rejected, request);
                }
                if (thrown instanceof IOException) {
                    // What Tomcat could not read of the request; it overrules the answer that ApiErrors gave.
                    LOG.debug("A request broke off, or its chunks are none", thrown);
                    return problems.entity(
                            Problem.of(HttpStatus.BAD_REQUEST, sentence(HttpStatus.BAD_REQUEST)),
                            new HttpHeaders(),
                            request);
                }
                LOG.error("A request failed outside its controller", thrown);
            }
            if (status == HttpStatus.METHOD_NOT_ALLOWED
                    && request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String path) {
                // Tomcat has named the methods of its one servlet.
                response.setHeader(HttpHeaders.ALLOW, StringUtils.collectionToCommaDelimitedString(methods.of(path)));
            }
            return problems.entity(Problem.of(status, sentence(status)), new HttpHeaders(), request);
        }
    }

    private static String sentence(HttpStatus status) {
        return switch (status) {
            case BAD_REQUEST -> "The request is malformed";
            case NOT_FOUND -> "Resource not found";
            case METHOD_NOT_ALLOWED -> "Method not allowed";
            case EXPECTATION_FAILED -> "No expectation but 100-continue can be met";
            case REQUEST_HEADER_FIELDS_TOO_LARGE -> "The request's line and headers are too large";
            case NOT_IMPLEMENTED -> "The request's method or transfer coding is not known here";
            case HTTP_VERSION_NOT_SUPPORTED -> "This version of HTTP is not known here";
            default -> status.is5xxServerError() ? "Internal server error" : status.getReasonPhrase();
        };
    }
}
