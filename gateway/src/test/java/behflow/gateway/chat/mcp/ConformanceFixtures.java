package behflow.gateway.chat.mcp;

import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncCompletionSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.AudioContent;
import io.modelcontextprotocol.spec.McpSchema.BlobResourceContents;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.EmbeddedResource;
import io.modelcontextprotocol.spec.McpSchema.GetPromptResult;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.Prompt;
import io.modelcontextprotocol.spec.McpSchema.PromptArgument;
import io.modelcontextprotocol.spec.McpSchema.PromptMessage;
import io.modelcontextprotocol.spec.McpSchema.PromptReference;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.ResourceTemplate;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;

/** What the conformance suite wants to find in a server; and the token that it can't send. */
@Configuration(proxyBeanMethods = false)
@Profile("mcp-conformance")
class ConformanceFixtures {

    static final AtomicReference<String> TOKEN = new AtomicReference<>("");

    private static final Map<String, Object> NOTHING = Map.of("type", "object", "properties", Map.of());
    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
    private static final String WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQAAAAA=";

    @Bean
    FilterRegistrationBean<Filter> tokenOfTheSuite() {
        FilterRegistrationBean<Filter> registration =
                new FilterRegistrationBean<>((request, response, chain) -> chain.doFilter(
                        new HttpServletRequestWrapper((HttpServletRequest) request) {
                            @Override
                            public String getHeader(String name) {
                                return name.equalsIgnoreCase("Authorization") ? TOKEN.get() : super.getHeader(name);
                            }
                        },
                        response));
        registration.addUrlPatterns("/mcp");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    private static SyncToolSpecification tool(
            String name, Map<String, Object> input, boolean error, Content... content) {
        return new SyncToolSpecification(
                Tool.builder(name, input)
                        .description("For the conformance suite")
                        .build(),
                (context, request) -> CallToolResult.builder()
                        .content(List.of(content))
                        .isError(error)
                        .build());
    }

    private static EmbeddedResource embedded(String uri, String type, String text) {
        return EmbeddedResource.builder(
                        TextResourceContents.builder(uri, text).mimeType(type).build())
                .build();
    }

    private static TextContent text(String text) {
        return TextContent.builder(text).build();
    }

    @Bean
    SyncToolSpecification simpleText() {
        return tool("test_simple_text", NOTHING, false, text("This is a simple text response for testing."));
    }

    @Bean
    SyncToolSpecification image() {
        return tool(
                "test_image_content",
                NOTHING,
                false,
                ImageContent.builder(PNG, "image/png").build());
    }

    @Bean
    SyncToolSpecification audio() {
        return tool(
                "test_audio_content",
                NOTHING,
                false,
                AudioContent.builder(WAV, "audio/wav").build());
    }

    @Bean
    SyncToolSpecification embeddedResource() {
        return tool(
                "test_embedded_resource",
                NOTHING,
                false,
                embedded("test://embedded-resource", "text/plain", "This is an embedded resource content."));
    }

    @Bean
    SyncToolSpecification several() {
        return tool(
                "test_multiple_content_types",
                NOTHING,
                false,
                text("Multiple content types test:"),
                ImageContent.builder(PNG, "image/png").build(),
                embedded("test://mixed-content-resource", "application/json", "{\"test\":\"data\",\"value\":123}"));
    }

    @Bean
    SyncToolSpecification failing() {
        return tool("test_error_handling", NOTHING, true, text("This tool intentionally returns an error for testing"));
    }

    @Bean
    SyncToolSpecification schema() {
        Map<String, Object> text = Map.of("type", "string");
        return tool(
                "json_schema_2020_12_tool",
                Map.of(
                        "$schema",
                        "https://json-schema.org/draft/2020-12/schema",
                        "type",
                        "object",
                        "$defs",
                        Map.of("address", Map.of("type", "object", "properties", Map.of("street", text, "city", text))),
                        "properties",
                        Map.of("name", text, "address", Map.of("$ref", "#/$defs/address")),
                        "additionalProperties",
                        false),
                false,
                text("ok"));
    }

    private static SyncPromptSpecification prompt(String name, List<String> arguments, List<Content> contents) {
        return new SyncPromptSpecification(
                Prompt.builder(name)
                        .description("For the conformance suite")
                        .arguments(arguments.stream()
                                .map(argument -> PromptArgument.builder(argument)
                                        .description(argument)
                                        .required(true)
                                        .build())
                                .toList())
                        .build(),
                (context, request) -> GetPromptResult.builder(contents.stream()
                                .map(content -> PromptMessage.builder(Role.USER, content)
                                        .build())
                                .toList())
                        .build());
    }

    @Bean
    SyncPromptSpecification simplePrompt() {
        return prompt("test_simple_prompt", List.of(), List.of(text("This is a simple prompt for testing.")));
    }

    @Bean
    SyncPromptSpecification promptWithArguments() {
        return prompt(
                "test_prompt_with_arguments",
                List.of("arg1", "arg2"),
                List.of(text("Prompt with arguments: arg1='testValue1', arg2='testValue2'")));
    }

    @Bean
    SyncPromptSpecification promptWithResource() {
        return prompt(
                "test_prompt_with_embedded_resource",
                List.of("resourceUri"),
                List.of(
                        embedded("test://example-resource", "text/plain", "Embedded resource content for testing."),
                        text("Please process the embedded resource above.")));
    }

    @Bean
    SyncPromptSpecification promptWithImage() {
        return prompt(
                "test_prompt_with_image",
                List.of(),
                List.of(ImageContent.builder(PNG, "image/png").build(), text("Please analyze the image above.")));
    }

    @Bean
    SyncResourceSpecification staticText() {
        return new SyncResourceSpecification(
                Resource.builder("test://static-text", "Static Text Resource")
                        .description("For the conformance suite")
                        .mimeType("text/plain")
                        .build(),
                (context, request) -> ReadResourceResult.builder(List.of(TextResourceContents.builder(
                                        "test://static-text", "This is the content of the static text resource.")
                                .mimeType("text/plain")
                                .build()))
                        .build());
    }

    @Bean
    SyncResourceSpecification staticBinary() {
        return new SyncResourceSpecification(
                Resource.builder("test://static-binary", "Static Binary Resource")
                        .description("For the conformance suite")
                        .mimeType("image/png")
                        .build(),
                (context, request) -> ReadResourceResult.builder(
                                List.of(BlobResourceContents.builder("test://static-binary", PNG)
                                        .mimeType("image/png")
                                        .build()))
                        .build());
    }

    @Bean
    SyncResourceTemplateSpecification template() {
        return new SyncResourceTemplateSpecification(
                ResourceTemplate.builder("test://template/{id}/data", "Template Resource")
                        .description("For the conformance suite")
                        .mimeType("application/json")
                        .build(),
                (context, request) -> {
                    String id = request.uri().replaceAll("test://template/(.+)/data", "$1");
                    return ReadResourceResult.builder(List.of(TextResourceContents.builder(
                                            request.uri(),
                                            "{\"id\":\"%s\",\"templateTest\":true,\"data\":\"Data for ID: %s\"}"
                                                    .formatted(id, id))
                                    .mimeType("application/json")
                                    .build()))
                            .build();
                });
    }

    @Bean
    SyncCompletionSpecification completion() {
        return new SyncCompletionSpecification(
                new PromptReference("test_prompt_with_arguments"),
                (context, request) -> new CompleteResult(new CompleteResult.CompleteCompletion(List.of(), 0, false)));
    }
}
