package behflow.gateway.kernel;

import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** How a request finds its operation, and how that is carried out; there may be one such bean only. */
@Configuration(proxyBeanMethods = false)
class Dispatching implements WebMvcRegistrations {

    private final KeyedRequests keyed;

    Dispatching(KeyedRequests keyed) {
        this.keyed = keyed;
    }

    @Override
    public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
        return new RoutesByPrefix();
    }

    @Override
    public RequestMappingHandlerAdapter getRequestMappingHandlerAdapter() {
        return keyed.handlerAdapter();
    }
}
