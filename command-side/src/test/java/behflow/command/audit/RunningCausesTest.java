package behflow.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.chat.event.ChatUserMessageSent;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunningCausesTest {

    private static final Instant SAID = Instant.parse("2030-06-12T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT30S, PT2M59S, true",
        "PT30S, PT3M1S, false",
        "PT10M, PT9M, true",
        "PT10M, PT12M29S, true",
        "PT10M, PT12M31S, false"
    })
    void givenTurnWithoutAnAnswer_whenItsModelHasHadItsTime_thenItIsOver(
            Duration timeout, Duration since, boolean running) {
        RunningCauses causes = new RunningCauses(Clock.fixed(SAID.plus(since), ZoneOffset.UTC), timeout);

        assertThat(causes.running(List.of(said()))).isEqualTo(running);
    }

    private static RecordedEvent said() {
        UUID user = Ids.newId();
        return new RecordedEvent(
                user,
                1,
                UUID.randomUUID(),
                UUID.randomUUID(),
                1,
                SAID,
                new ChatUserMessageSent(UUID.randomUUID(), "hello"),
                Origin.ofUser(user, UUID.randomUUID()));
    }
}
