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
 * @param attemptTimeout for one answer of the model; null for a third of the turn
 * @param logMessages whether what goes to the provider and comes back is logged: it is what users write
 */
@ConfigurationProperties("behflow.llm")
record AgentProperties(
        @DefaultValue("builtin") String provider,
        @Nullable String baseUrl,
        @Nullable String apiKey,
        @Nullable String model,
        @DefaultValue("30s") Duration timeout,
        @Nullable Duration attemptTimeout,
        boolean logMessages) {

    /** How long one attempt may take: a third of the turn, unless the operator says otherwise. */
    Duration attempt() {
        return attemptTimeout == null ? timeout.dividedBy(ReliableModel.ATTEMPTS) : attemptTimeout;
    }

    @Override
    public String toString() {
        return "AgentProperties[provider=%s, baseUrl=%s, model=%s, timeout=%s]"
                .formatted(provider, baseUrl, model, timeout);
    }
}
