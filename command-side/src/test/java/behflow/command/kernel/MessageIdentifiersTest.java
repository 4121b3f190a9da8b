package behflow.command.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.GenericEventMessage;
import org.junit.jupiter.api.Test;

class MessageIdentifiersTest {

    @Test
    void givenAnyMessage_whenMade_thenItsIdIsATimeAndChance() {
        long before = System.currentTimeMillis();
        UUID id = UUID.fromString(GenericEventMessage.asEventMessage("anything").getIdentifier());
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isBetween(before, System.currentTimeMillis());
    }

    @Test
    void givenManyThreads_whenTheyMakeIds_thenNoneIsLikeAnother() throws InterruptedException {
        Set<String> ids = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 8; i++) {
            threads.execute(() -> {
                MessageIdentifiers identifiers = new MessageIdentifiers();
                for (int j = 0; j < 50_000; j++) {
                    ids.add(identifiers.generateIdentifier());
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ids).hasSize(400_000);
    }
}
