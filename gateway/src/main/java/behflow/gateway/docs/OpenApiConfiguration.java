package behflow.gateway.docs;

import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.Problem;
import behflow.gateway.kernel.Public;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What holds for every operation: who may call it, and how its errors look. Operations describe the rest themselves. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    private static final String TOKEN = "token";
    private static final String BEARER = "bearer";
    private static final Map<String, String> ERRORS = Map.of(
            "400", "A value breaks a rule; `errors` names the fields",
            "401", "Authentication required or invalid token",
            "403", "Access denied",
            "404", "Resource not found",
            "429", "Too many requests or failed attempts; `Retry-After` tells when to come back",
            "500", "Internal server error",
            "503", "The database or the queue before it does not take work just now");

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Behflow")
                        .version("1.0.0")
                        .description("A self-hosted, AI-assisted task manager that keeps its whole history.")
                        .license(new License()
                                .name("Apache-2.0")
                                .url("https://www.apache.org/licenses/LICENSE-2.0.html")))
                .servers(List.of(new Server().url("/").description("This installation")))
                .tags(List.of(
                        tag("Accounts", "Registration, login, sessions, settings"),
                        tag("Tasks", "Tasks as they are, and as they were"),
                        tag("History", "What changed, when, by whom and why; undo"),
                        tag("Log", "The event feed and the proof of the log"),
                        tag("Processes", "Work that happens by itself"),
                        tag("Chat", "Tasks by talking"),
                        tag("Analytics", "How work flows"),
                        tag("Administration", "For administrators"),
                        tag("Health", "Whether the service works")))
                .components(new Components()
                        .addSecuritySchemes(
                                TOKEN,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.APIKEY)
                                        .in(SecurityScheme.In.HEADER)
                                        .name("Authorization")
                                        .description("The token from the login, as it is"))
                        .addSecuritySchemes(
                                BEARER,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description("The token from the login, as `Bearer <token>`")));
    }

    /** Tokens for all that is not public, and the errors that an operation of its kind can have. */
    @Bean
    OperationCustomizer operations() {
        return (operation, handler) -> {
            boolean open = handler.hasMethodAnnotation(Public.class);
            operation.setSecurity(
                    open
                            ? List.of()
                            : List.of(
                                    new SecurityRequirement().addList(TOKEN),
                                    new SecurityRequirement().addList(BEARER)));
            ApiResponses responses = operation.getResponses();
            for (String status : statuses(operation, open)) {
                if (!responses.containsKey(status)) {
                    responses.addApiResponse(status, error(status));
                }
            }
            return operation;
        };
    }

    /** Schemas of bodies that are read field by field and so are nobody's parameter. */
    @Bean
    OpenApiCustomizer bodies() {
        return api -> {
            for (Class<?> type :
                    List.of(Problem.class, TaskBodies.CreateTaskRequest.class, TaskBodies.UpdateTaskRequest.class)) {
                ModelConverters.getInstance(true)
                        .readAllAsResolvedSchema(new AnnotatedType(type))
                        .referencedSchemas
                        .forEach(api.getComponents()::addSchemas);
                Schema<?> schema =
                        ModelConverters.getInstance(true).readAllAsResolvedSchema(new AnnotatedType(type)).schema;
                api.getComponents().addSchemas(schema.getName(), schema);
            }
        };
    }

    private static Set<String> statuses(Operation operation, boolean open) {
        Set<String> statuses = new TreeSet<>(Set.of("429", "500", "503"));
        if (!open) {
            statuses.add("401");
            statuses.add("403");
        }
        boolean inPath = operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(p -> "path".equals(p.getIn()));
        boolean asked = operation.getRequestBody() != null
                || operation.getParameters() != null
                        && operation.getParameters().stream().anyMatch(p -> !"path".equals(p.getIn()));
        if (inPath) {
            statuses.add("404");
        }
        if (asked) {
            statuses.add("400");
        }
        return statuses;
    }

    private static ApiResponse error(String status) {
        return new ApiResponse()
                .description(ERRORS.get(status))
                .content(new Content()
                        .addMediaType(
                                "application/json",
                                new MediaType()
                                        .schema(new Schema<>().$ref("#/components/schemas/Problem"))
                                        .example(Map.of("detail", ERRORS.get(status)))));
    }

    private static Tag tag(String name, String description) {
        return new Tag().name(name).description(description);
    }
}
