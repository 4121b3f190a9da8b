package behflow.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.account.AccountRules;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The documented environment variables reach the settings. */
class AccountPropertiesTest {

    private static AccountProperties of(Map<String, Object> environment) {
        StandardEnvironment standard = new StandardEnvironment();
        standard.getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, environment));
        ConfigurationPropertySources.attach(standard);
        return Binder.get(standard).bindOrCreate("behflow", AccountProperties.class);
    }

    @Test
    void givenNothing_thenDefaults() {
        AccountProperties properties = of(Map.of());
        assertThat(properties.adminKeys()).isEmpty();
        assertThat(properties.closed()).isFalse();
        assertThat(properties.tokenIdle()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void givenVariables_thenTheyCount() {
        AccountProperties properties = of(Map.of(
                "BEHFLOW_ADMINS", "Alice, bob ,,", "BEHFLOW_REGISTRATION", "closed", "BEHFLOW_TOKEN_IDLE", "90m"));
        assertThat(properties.adminKeys()).containsExactlyInAnyOrder("alice", "bob");
        assertThat(properties.closed()).isTrue();
        assertThat(properties.tokenIdle()).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void givenNameInDecomposedLetters_thenItNamesWhoRegisteredIt() {
        AccountProperties properties = of(Map.of("BEHFLOW_ADMINS", "Rene\u0301"));
        assertThat(properties.adminKeys())
                .containsExactly(AccountRules.usernameKey(AccountRules.username("Rene\u0301")));
    }

    @Test
    void givenAnotherRegistration_thenRefused() {
        assertThatThrownBy(() -> of(Map.of("BEHFLOW_REGISTRATION", "shut")))
                .hasRootCauseMessage("BEHFLOW_REGISTRATION must be open or closed, not shut");
    }
}
