package behflow.gateway.kernel;

import behflow.api.kernel.RejectedException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.Container;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
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
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Refusals that never reach a controller: by the firewall, by the container, before there is a request. */
@Configuration(proxyBeanMethods = false)
class ContainerErrors {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerErrors.class);

    /** Paths that try to be something else are bad requests. */
    @Bean
    RequestRejectedHandler requestRejectedHandler(ProblemWriter problems) {
        return (request, response, exception) -> {
            LOG.debug("The firewall refused a request: {}", exception.getMessage());
            problems.write(Problem.of(HttpStatus.BAD_REQUEST, "The request is malformed"), request, response);
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

        @Override
        protected void report(Request request, Response response, Throwable throwable) {
            int code = response.getStatus();
            if (code < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            HttpStatus status = HttpStatus.resolve(code);
            String detail = status == null || status == HttpStatus.BAD_REQUEST
                    ? "The request is malformed"
                    : status.is5xxServerError() ? "Internal server error" : status.getReasonPhrase();
            try {
                response.setContentType("application/json");
                response.setCharacterEncoding("UTF-8");
                response.getReporter()
                        .write("{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                                .formatted(status == null ? "Error" : status.getReasonPhrase(), code, detail));
                response.finishResponse();
            } catch (IOException | IllegalStateException e) {
                LOG.debug("The client was gone before its error was written", e);
            }
        }
    }

    /** Where the container forwards what a filter has refused by status alone. */
    @RestController
    @Hidden
    static class Forwarded implements ErrorController {

        private final ProblemWriter problems;

        Forwarded(ProblemWriter problems) {
            this.problems = problems;
        }

        @Public
        @RequestMapping("/error")
        ResponseEntity<byte[]> error(HttpServletRequest request) {
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
                LOG.error("A request failed outside its controller", thrown);
            }
            String detail = switch (status) {
                case NOT_FOUND -> "Resource not found";
                case BAD_REQUEST -> "The request is malformed";
                case INTERNAL_SERVER_ERROR -> "Internal server error";
                default -> status.getReasonPhrase();
            };
            return problems.entity(Problem.of(status, detail), new HttpHeaders(), request);
        }
    }
}
