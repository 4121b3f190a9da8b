package behflow.gateway.kernel;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Spring finds a path without variables in a table, and for any other asks every route there is. Here only those are asked
 * whose fixed beginning the path has; which of them matches, Spring decides.
 */
final class RoutesByPrefix extends RequestMappingHandlerMapping {

    private final Map<RequestMappingInfo, String> prefixes = new ConcurrentHashMap<>();

    @Override
    protected @Nullable HandlerMethod lookupHandlerMethod(String path, HttpServletRequest request) throws Exception {
        // Routes are compared with the decoded path.
        boolean plain = path.indexOf('%') < 0;
        return super.lookupHandlerMethod(path, plain ? new Looked(request, path) : request);
    }

    @Override
    protected @Nullable RequestMappingInfo getMatchingMapping(RequestMappingInfo route, HttpServletRequest request) {
        if (request instanceof Looked looked && !looked.path.startsWith(knownPrefix(route))) {
            return null;
        }
        return super.getMatchingMapping(route, request);
    }

    private String knownPrefix(RequestMappingInfo route) {
        // Most of the time there is one, and getting it takes no lock.
        String known = prefixes.get(route);
        return known != null ? known : prefixes.computeIfAbsent(route, RoutesByPrefix::prefix);
    }

    /** What every path that matches begins with; a route of several patterns has none. */
    private static String prefix(RequestMappingInfo route) {
        Set<String> patterns = route.getPatternValues();
        return patterns.size() == 1 ? prefix(patterns.iterator().next()) : "";
    }

    /** Up to the segment with the first variable or wildcard, without its slash: some of those match where nothing follows. */
    private static String prefix(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            if ("{*?".indexOf(pattern.charAt(i)) >= 0) {
                return pattern.substring(0, Math.max(0, pattern.lastIndexOf('/', i)));
            }
        }
        return pattern;
    }

    /** A request with the path that a route is looked for by. */
    private static final class Looked extends HttpServletRequestWrapper {

        private final String path;

        private Looked(HttpServletRequest request, String path) {
            super(request);
            this.path = path;
        }
    }
}
