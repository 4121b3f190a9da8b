package behflow.gateway.kernel;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The methods of a route, for a 405 of the container's: it comes before any route is looked for. */
@Component
class RouteMethods {

    /** What is no operation is a page, a socket or nothing. */
    private static final Set<HttpMethod> OF_PAGES = Set.of(HttpMethod.GET);

    private final RequestMappingHandlerMapping routes;

    RouteMethods(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes) {
        this.routes = routes;
    }

    /** @param path as the request line had it */
    Set<HttpMethod> of(String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        Set<HttpMethod> methods = routes.getHandlerMethods().keySet().stream()
                .filter(route -> matches(route, parsed))
                .flatMap(route -> route.getMethodsCondition().getMethods().stream())
                .map(RequestMethod::asHttpMethod)
                .collect(Collectors.toCollection(TreeSet::new));
        return methods.isEmpty() ? OF_PAGES : methods;
    }

    private static boolean matches(RequestMappingInfo route, PathContainer path) {
        return route.getPathPatternsCondition() != null
                && route.getPathPatternsCondition().getPatterns().stream().anyMatch(pattern -> pattern.matches(path));
    }
}
