package behflow.gateway.chat.agent;

import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.net.http.HttpClient;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The operator's model, where one is configured. How often and how long it is asked is bounded by {@link ReliableModel}. */
@Component
class Models {

    private static final int OUTPUT_TOKENS = 1_024;

    /** One model, in both ways of answering. */
    record Provider(ChatModel whole, StreamingChatModel streaming) {}

    private final Optional<Provider> provider;
    private final String name;

    @Autowired
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

    /** Another model than the operator's. */
    Models(String name, Provider provider) {
        this.name = name;
        this.provider = Optional.of(provider);
    }

    Optional<Provider> provider() {
        return provider;
    }

    /** builtin, openai or anthropic. */
    String name() {
        return name;
    }

    private static Provider openAi(AgentProperties properties) {
        String url = Objects.requireNonNullElse(properties.baseUrl(), "https://api.openai.com/v1");
        String key = Objects.requireNonNullElse(properties.apiKey(), "none");
        String model = Objects.requireNonNullElse(properties.model(), "gpt-4o-mini");
        return new Provider(
                OpenAiChatModel.builder()
                        .httpClientBuilder(http())
                        .baseUrl(url)
                        .apiKey(key)
                        .modelName(model)
                        .timeout(properties.timeout())
                        .maxRetries(0)
                        .maxTokens(OUTPUT_TOKENS)
                        .logRequests(properties.logMessages())
                        .logResponses(properties.logMessages())
                        .build(),
                OpenAiStreamingChatModel.builder()
                        .httpClientBuilder(http())
                        .baseUrl(url)
                        .apiKey(key)
                        .modelName(model)
                        .timeout(properties.timeout())
                        .maxTokens(OUTPUT_TOKENS)
                        .logRequests(properties.logMessages())
                        .logResponses(properties.logMessages())
                        .build());
    }

    private static Provider anthropic(AgentProperties properties) {
        String key = Objects.requireNonNullElse(properties.apiKey(), "none");
        String model = Objects.requireNonNullElse(properties.model(), "claude-sonnet-4-5");
        AnthropicChatModel.AnthropicChatModelBuilder whole = AnthropicChatModel.builder()
                .httpClientBuilder(http())
                .apiKey(key)
                .modelName(model)
                .timeout(properties.timeout())
                .maxRetries(0)
                .maxTokens(OUTPUT_TOKENS)
                .logRequests(properties.logMessages())
                .logResponses(properties.logMessages());
        AnthropicStreamingChatModel.AnthropicStreamingChatModelBuilder streaming = AnthropicStreamingChatModel.builder()
                .httpClientBuilder(http())
                .apiKey(key)
                .modelName(model)
                .timeout(properties.timeout())
                .maxTokens(OUTPUT_TOKENS)
                .logRequests(properties.logMessages())
                .logResponses(properties.logMessages());
        if (properties.baseUrl() != null) {
            whole.baseUrl(properties.baseUrl());
            streaming.baseUrl(properties.baseUrl());
        }
        return new Provider(whole.build(), streaming.build());
    }

    /** HTTP/1.1: the JDK's client would try to upgrade, which some servers answer with an error. */
    private static JdkHttpClientBuilder http() {
        return new JdkHttpClientBuilder()
                .httpClientBuilder(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1));
    }
}
