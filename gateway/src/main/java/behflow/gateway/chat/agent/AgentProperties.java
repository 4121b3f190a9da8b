package behflow.gateway.chat.agent;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which model answers.
 *
 * @param provider builtin, openai (any compatible server) or anthropic
 * @param timeout  for one whole turn
 */
@ConfigurationProperties("behflow.llm")
record AgentProperties(
        @DefaultValue("builtin") String provider,
        @Nullable String baseUrl,
        @Nullable String apiKey,
        @Nullable String model,
        @DefaultValue("30s") Duration timeout) {

    @Override
    public String toString() {
        return "AgentProperties[provider=%s, baseUrl=%s, model=%s, timeout=%s]"
                .formatted(provider, baseUrl, model, timeout);
    }
}
