package behflow.gateway.kernel.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

class ManagementPortTest {

    @ParameterizedTest
    @CsvSource({"8000,9000", "64535,65535", "65000,64000", "0,0", "-1,-1"})
    void givenAServerPort_whenNothingElseIsSet_thenManagementIsBesideIt(String server, String management) {
        MockEnvironment environment = new MockEnvironment().withProperty("server.port", server);
        new ManagementPort().postProcessEnvironment(environment, new SpringApplication());
        assertThat(environment.getProperty("management.server.port")).isEqualTo(management);
    }

    @ParameterizedTest
    @CsvSource("7777")
    void givenAManagementPort_whenProcessed_thenItStays(String chosen) {
        MockEnvironment environment = new MockEnvironment().withProperty("management.server.port", chosen);
        new ManagementPort().postProcessEnvironment(environment, new SpringApplication());
        assertThat(environment.getProperty("management.server.port")).isEqualTo(chosen);
    }
}
