package behflow.gateway.chat.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class AgentPropertiesTest {

    @Test
    void givenTheDocumentedEnvironment_whenRead_thenEachNameHasItsMeaning() {
        AgentProperties properties = read(Map.of(
                "BEHFLOW_LLM_PROVIDER", "anthropic",
                "BEHFLOW_LLM_BASE_URL", "http://localhost:1234/v1",
                "BEHFLOW_LLM_API_KEY", "sk-secret",
                "BEHFLOW_LLM_MODEL", "small",
                "BEHFLOW_LLM_TIMEOUT", "7s"));

        assertThat(properties)
                .isEqualTo(new AgentProperties(
                        "anthropic",
                        "http://localhost:1234/v1",
                        "sk-secret",
                        "small",
                        Duration.ofSeconds(7),
                        null,
                        false));
        assertThat(properties.toString()).doesNotContain("sk-secret");
        assertThat(new Models(properties).name()).isEqualTo("anthropic");
    }

    @Test
    void givenNoEnvironment_whenRead_thenTheBuiltinAnswers() {
        AgentProperties properties = read(Map.of());

        assertThat(properties.provider()).isEqualTo("builtin");
        assertThat(new Models(properties).provider()).isEmpty();
    }

    private static AgentProperties read(Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        return Binder.get(environment).bindOrCreate("behflow.llm", AgentProperties.class);
    }
}
