package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.mvc.condition.RequestCondition;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/** Finds what Spring finds. */
class RoutesByPrefixTest {

    private static final String[][] ROUTES = {
        {"GET", "/tasks"},
        {"POST", "/tasks"},
        {"GET", "/tasks/{id}"},
        {"PUT", "/tasks/{id}"},
        {"GET", "/tasks/stats"},
        {"GET", "/tasks/{id}/history"},
        {"GET", "/files/{*rest}"},
        {"GET", "/open/**"},
        {"GET", "/report-{name}.csv"},
        {"GET", "/ab?c"},
        {"GET", "/{any}/alone"},
        {"GET", "/one,/two/{id}"},
    };

    private final RequestMappingHandlerMapping spring = routes(new RequestMappingHandlerMapping());
    private final RequestMappingHandlerMapping ours = routes(new RoutesByPrefix());

    private static RequestMappingHandlerMapping routes(RequestMappingHandlerMapping mapping) {
        for (int i = 0; i < ROUTES.length; i++) {
            RequestMappingInfo route = RequestMappingInfo.paths(ROUTES[i][1].split(","))
                    .methods(RequestMethod.valueOf(ROUTES[i][0]))
                    .options(mapping.getBuilderConfiguration())
                    .build();
            mapping.registerMapping(route, new Handler(i), method());
        }
        return mapping;
    }

    record Handler(int number) {}

    private static Method method() {
        try {
            return Handler.class.getDeclaredMethod("number");
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tasks",
                "/tasks/",
                "/tasks/1",
                "/tasks/stats",
                "/tasks/1/history",
                "/tasks/1/history/2",
                "/t%61sks/1",
                "/tasks;a=b/1",
                "/task",
                "/tasksy/1",
                "/files",
                "/files/",
                "/files/a/b",
                "/filesystem",
                "/open",
                "/open/",
                "/open/a/b",
                "/report-x.csv",
                "/report-.csv",
                "/abxc",
                "/abc",
                "/x/alone",
                "/tasks/alone",
                "/one",
                "/two/2",
                "/",
                ""
            })
    void everyPathFindsWhatItFindsWithoutPrefixes(String path) throws Exception {
        for (String method : new String[] {"GET", "HEAD", "POST", "PUT", "OPTIONS"}) {
            assertThat(found(ours, "", method, path))
                    .as(method + " " + path)
                    .isEqualTo(found(spring, "", method, path));
            assertThat(found(ours, "/app", method, path))
                    .as(method + " /app" + path)
                    .isEqualTo(found(spring, "", method, path));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/tasks/1,2",
        "PUT,/tasks/1,3",
        "GET,/files,6",
        "GET,/open,7",
        "GET,/t%61sks/1,2",
        "GET,/two/2,11",
        "GET,/x/alone,10",
        "GET,/nothing,nothing",
        "DELETE,/tasks/1,only GET and PUT"
    })
    void whatIsFoundIsTheRoute(String method, String path, String expected) throws Exception {
        assertThat(found(ours, "", method, path)).isEqualTo(expected);
    }

    @Test
    void routesOfOtherPrefixesAreNotAsked() throws Exception {
        RequestMappingHandlerMapping mapping = new RoutesByPrefix();
        Asked near = new Asked();
        Asked far = new Asked();
        mapping.registerMapping(route(mapping, "/tasks/{id}", near), new Handler(0), method());
        mapping.registerMapping(route(mapping, "/processes/{id}", far), new Handler(1), method());
        assertThat(found(mapping, "", "GET", "/tasks/1")).isEqualTo("0");
        assertThat(near.times).isPositive();
        assertThat(far.times).isZero();
    }

    private static RequestMappingInfo route(RequestMappingHandlerMapping mapping, String pattern, Asked asked) {
        return RequestMappingInfo.paths(pattern)
                .customCondition(asked)
                .options(mapping.getBuilderConfiguration())
                .build();
    }

    /** Counts how often a route is asked whether it matches. */
    private static final class Asked implements RequestCondition<Asked> {

        private int times;

        @Override
        public Asked combine(Asked other) {
            return other;
        }

        @Override
        public Asked getMatchingCondition(HttpServletRequest request) {
            times++;
            return this;
        }

        @Override
        public int compareTo(Asked other, HttpServletRequest request) {
            return 0;
        }
    }

    private static String found(RequestMappingHandlerMapping mapping, String context, String method, String path)
            throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest(method, context + path);
        request.setContextPath(context);
        ServletRequestPathUtils.parseAndCache(request);
        try {
            HandlerExecutionChain chain = mapping.getHandler(request);
            if (chain == null) {
                return "nothing";
            }
            Object bean = ((HandlerMethod) chain.getHandler()).getBean();
            return bean instanceof Handler handler ? Integer.toString(handler.number()) : "options";
        } catch (HttpRequestMethodNotSupportedException e) {
            return "only " + String.join(" and ", new TreeSet<>(List.of(e.getSupportedMethods())));
        } catch (IllegalStateException e) {
            return "several";
        }
    }
}
