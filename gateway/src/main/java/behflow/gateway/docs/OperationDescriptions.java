package behflow.gateway.docs;

import behflow.gateway.kernel.NeverKept;
import behflow.gateway.kernel.Public;
import behflow.gateway.kernel.Takes;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;

/** What follows from how an operation is written: its name, its token, its parameters, its errors, an empty answer. */
@Component
final class OperationDescriptions implements OperationCustomizer {

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        boolean open = handler.hasMethodAnnotation(Public.class);
        operation.setOperationId(name(handler));
        operation.setSecurity(
                open
                        ? List.of()
                        : List.of(
                                new SecurityRequirement().addList(OpenApiConfiguration.TOKEN),
                                new SecurityRequirement().addList(OpenApiConfiguration.BEARER)));
        takes(operation, handler.getMethodAnnotation(Takes.class));
        if (heedsKeys(handler)) {
            operation.addParametersItem(ParameterCatalogue.header(ParameterCatalogue.KEY));
        }
        ApiResponses responses = operation.getResponses();
        if (isEmpty(handler.getMethod().getGenericReturnType()) && responses.containsKey("200")) {
            responses.remove("200");
            responses.addApiResponse("204", new ApiResponse().description("Done"));
        }
        for (String status : statuses(operation, open, writes(handler))) {
            responses.computeIfAbsent(status, ErrorDescriptions::of);
        }
        Set<String> own = bodiesOfTheirOwn(handler);
        responses.replaceAll((status, response) -> ErrorDescriptions.complete(status, response, own.contains(status)));
        return operation;
    }

    /** {@code TaskController.create} is {@code taskCreate}. */
    private static String name(HandlerMethod handler) {
        String controller = handler.getBeanType().getSimpleName().replaceAll("(Controller)?(\\$\\$.*)?$", "");
        String method = handler.getMethod().getName();
        String slice = Character.toLowerCase(controller.charAt(0)) + controller.substring(1);
        return slice.equals(method) ? slice : slice + Character.toUpperCase(method.charAt(0)) + method.substring(1);
    }

    private static void takes(Operation operation, @Nullable Takes takes) {
        if (takes == null) {
            return;
        }
        if (takes.taskFilters()) {
            ParameterCatalogue.TASK_FILTERS.forEach(
                    name -> operation.addParametersItem(ParameterCatalogue.query(name)));
        }
        for (String name : takes.value()) {
            operation.addParametersItem(ParameterCatalogue.query(name));
        }
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> "limit".equals(parameter.getName()))
                    .forEach(limit -> ParameterCatalogue.bound(limit, takes.most(), takes.standard()));
        }
    }

    /** Errors that the operation says are answered as its successes are. */
    private static Set<String> bodiesOfTheirOwn(HandlerMethod handler) {
        return AnnotatedElementUtils.findMergedRepeatableAnnotations(
                        handler.getMethod(), io.swagger.v3.oas.annotations.responses.ApiResponse.class)
                .stream()
                .filter(io.swagger.v3.oas.annotations.responses.ApiResponse::useReturnTypeSchema)
                .map(io.swagger.v3.oas.annotations.responses.ApiResponse::responseCode)
                .collect(Collectors.toSet());
    }

    private static boolean writes(HandlerMethod handler) {
        RequestMapping mapping = handler.getMethodAnnotation(RequestMapping.class);
        return mapping != null && !List.of(mapping.method()).contains(RequestMethod.GET);
    }

    private static boolean heedsKeys(HandlerMethod handler) {
        RequestMapping mapping = handler.getMethodAnnotation(RequestMapping.class);
        return mapping != null
                && List.of(mapping.method()).contains(RequestMethod.POST)
                && !handler.hasMethodAnnotation(Public.class)
                && !handler.hasMethodAnnotation(NeverKept.class);
    }

    private static boolean isEmpty(Type type) {
        return type instanceof ParameterizedType entity && entity.getActualTypeArguments()[0] == Void.class;
    }

    private static Set<String> statuses(Operation operation, boolean open, boolean writes) {
        Set<String> statuses = new TreeSet<>(Set.of("429", "500", "503"));
        if (!open) {
            statuses.add("401");
            statuses.add("403");
        }
        if (!writes) {
            statuses.add("406");
        } else if (!open) {
            statuses.add("409");
        }
        boolean inPath = has(operation, true);
        boolean body = operation.getRequestBody() != null;
        if (inPath) {
            statuses.add("404");
        }
        if (body || has(operation, false)) {
            statuses.add("400");
        }
        if (body) {
            statuses.add("413");
            statuses.add("415");
        }
        if (takes(operation, "If-Match")) {
            statuses.add("412");
        }
        if (takes(operation, ParameterCatalogue.KEY)) {
            statuses.add("422");
        }
        return statuses;
    }

    static boolean takes(Operation operation, String name) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> name.equals(parameter.getName()));
    }

    private static boolean has(Operation operation, boolean inPath) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> "path".equals(parameter.getIn()) == inPath);
    }
}
