package behflow.gateway.docs;

import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.Problem;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.converter.ResolvedSchema;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The description of the API as a whole. Operations describe themselves; the rest follows from how they are written. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    static final String TOKEN = "token";
    static final String BEARER = "bearer";

    private static final String DESCRIPTION = """
            A self-hosted, AI-assisted task manager that keeps its whole history.

            **Tokens.** `POST /register`, then `POST /login`; send the token as the header `Authorization`, as it is or as \
            `Bearer <token>`. It is valid for 24 hours after its last use, unless the installation says otherwise.

            **Bodies** are JSON objects in UTF-8 of at most 1 MiB. Fields and parameters that an operation does not know \
            are ignored.

            **Times** are RFC 3339. Answers have UTC with `Z`; requests may have any offset, a date alone, which means its \
            end, or a local date-time in the user's zone.

            **Errors** are RFC 9457 problems whose `detail` is one plain sentence; `errors` names the fields that break a \
            rule. They come as `application/json` unless `Accept` names `application/problem+json`. Checks run in the \
            order 401, 404, 403, 400. `X-Request-Id` names each request.

            **Writes** that succeed name their cause in `X-Correlation-Id`: with it all that they did can be looked at \
            and undone. Whoever got a 2xx sees the write in every later read.

            **Sent again.** A POST with an `Idempotency-Key` is carried out once. The same request with the same key gets \
            the first answer again for 24 hours, with `Idempotency-Replayed: true`; with another body or path it is 422. \
            Only what succeeded is kept: after a refusal the key is free. While the first one is being carried out, \
            the second waits, and after 10 s, unless the installation says otherwise, is 409 with `Retry-After`. Where the \
            answer was lost or erased it is 409 too, and `X-Correlation-Id` names what was done. Keys are each user's own.
            """;

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
    }

    @Bean
    OpenAPI openApi(ObjectProvider<BuildProperties> build) {
        BuildProperties properties = build.getIfAvailable();
        return new OpenAPI()
                .info(new Info()
                        .title("Behflow")
                        .version(properties == null ? "1.0.0" : properties.getVersion())
                        .description(DESCRIPTION)
                        .license(new License()
                                .name("Apache-2.0")
                                .url("https://www.apache.org/licenses/LICENSE-2.0.html")))
                .servers(List.of(new Server().url("/").description("This installation")))
                .tags(List.of(
                        tag("Accounts", "Registration, login, sessions, settings"),
                        tag("Tasks", "Tasks as they are, and as they were"),
                        tag("History", "What changed, when, by whom and why; undo"),
                        tag("Log", "The event feed and the proof of the log"),
                        tag("Automated Processes", "Work that happens by itself"),
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

    @Bean
    ModelConverter recordModels() {
        return new RecordModels();
    }

    /** Adds the schemas of bodies that are read field by field and so are nobody's parameter, and completes the rest. */
    @Bean
    OpenApiCustomizer completeDocument() {
        return api -> {
            for (Class<?> type :
                    List.of(Problem.class, TaskBodies.CreateTaskRequest.class, TaskBodies.UpdateTaskRequest.class)) {
                ResolvedSchema resolved =
                        ModelConverters.getInstance(true).readAllAsResolvedSchema(new AnnotatedType(type));
                resolved.referencedSchemas.forEach(api.getComponents()::addSchemas);
                api.getComponents().addSchemas(resolved.schema.getName(), resolved.schema);
            }
            new DocumentCompletion(api).complete();
        };
    }

    private static Tag tag(String name, String description) {
        return new Tag().name(name).description(description);
    }
}
