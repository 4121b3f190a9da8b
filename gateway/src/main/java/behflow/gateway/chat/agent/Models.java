package behflow.gateway.chat.agent;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The operator's model, where one is configured. How often it is asked is bounded by {@link ReliableModel}, how long each time
 * by {@link ProviderHttp}.
 */
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
                        .httpClientBuilder(new ProviderHttp.Builder())
                        .baseUrl(url)
                        .apiKey(key)
                        .modelName(model)
                        .timeout(properties.attempt())
                        .maxRetries(0)
                        .maxTokens(OUTPUT_TOKENS)
                        .logRequests(properties.logMessages())
                        .logResponses(properties.logMessages())
                        .build(),
                OpenAiStreamingChatModel.builder()
                        .httpClientBuilder(new ProviderHttp.Builder())
                        .baseUrl(url)
                        .apiKey(key)
                        .modelName(model)
                        .timeout(properties.attempt())
                        .maxTokens(OUTPUT_TOKENS)
                        .logRequests(properties.logMessages())
                        .logResponses(properties.logMessages())
                        .build());
    }

    private static Provider anthropic(AgentProperties properties) {
        String key = Objects.requireNonNullElse(properties.apiKey(), "none");
        String model = Objects.requireNonNullElse(properties.model(), "claude-sonnet-4-5");
        AnthropicChatModel.AnthropicChatModelBuilder whole = AnthropicChatModel.builder()
                .httpClientBuilder(new ProviderHttp.Builder())
                .apiKey(key)
                .modelName(model)
                .timeout(properties.attempt())
                .maxRetries(0)
                .maxTokens(OUTPUT_TOKENS)
                .logRequests(properties.logMessages())
                .logResponses(properties.logMessages());
        AnthropicStreamingChatModel.AnthropicStreamingChatModelBuilder streaming = AnthropicStreamingChatModel.builder()
                .httpClientBuilder(new ProviderHttp.Builder())
                .apiKey(key)
                .modelName(model)
                .timeout(properties.attempt())
                .maxTokens(OUTPUT_TOKENS)
                .logRequests(properties.logMessages())
                .logResponses(properties.logMessages());
        if (properties.baseUrl() != null) {
            whole.baseUrl(properties.baseUrl());
            streaming.baseUrl(properties.baseUrl());
        }
        return new Provider(whole.build(), streaming.build());
    }
}
