package behflow.gateway.chat.agent;

import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.net.http.HttpClient;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The operator's model, where one is configured. Each attempt is bounded; the turn as a whole is bounded by the agent. */
@Component
class Models {

    private static final int RETRIES = 1;
    private static final int OUTPUT_TOKENS = 1_024;

    private final Optional<ChatModel> provider;
    private final String name;

    Models(AgentProperties properties) {
        this.name = properties.provider();
        this.provider = switch (name) {
            case "builtin" -> Optional.empty();
            case "openai" -> Optional.of(openAi(properties));
            case "anthropic" -> Optional.of(anthropic(properties));
            default ->
                throw new IllegalArgumentException(
                        "BEHFLOW_LLM_PROVIDER must be builtin, openai or anthropic, not " + name);
        };
    }

    Optional<ChatModel> provider() {
        return provider;
    }

    /** builtin, openai or anthropic. */
    String name() {
        return name;
    }

    private static ChatModel openAi(AgentProperties properties) {
        return OpenAiChatModel.builder()
                .httpClientBuilder(http())
                .baseUrl(Objects.requireNonNullElse(properties.baseUrl(), "https://api.openai.com/v1"))
                .apiKey(Objects.requireNonNullElse(properties.apiKey(), "none"))
                .modelName(Objects.requireNonNullElse(properties.model(), "gpt-4o-mini"))
                .timeout(properties.timeout())
                .maxRetries(RETRIES)
                .maxTokens(OUTPUT_TOKENS)
                .build();
    }

    private static ChatModel anthropic(AgentProperties properties) {
        AnthropicChatModel.AnthropicChatModelBuilder builder = AnthropicChatModel.builder()
                .httpClientBuilder(http())
                .apiKey(Objects.requireNonNullElse(properties.apiKey(), "none"))
                .modelName(Objects.requireNonNullElse(properties.model(), "claude-sonnet-4-5"))
                .timeout(properties.timeout())
                .maxRetries(RETRIES)
                .maxTokens(OUTPUT_TOKENS);
        if (properties.baseUrl() != null) {
            builder.baseUrl(properties.baseUrl());
        }
        return builder.build();
    }

    /** HTTP/1.1: the JDK's client would try to upgrade, which some servers answer with an error. */
    private static JdkHttpClientBuilder http() {
        return new JdkHttpClientBuilder()
                .httpClientBuilder(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1));
    }
}
