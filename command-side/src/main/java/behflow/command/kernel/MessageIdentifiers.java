package behflow.command.kernel;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.axonframework.common.IdentifierFactory;

/**
 * Ids of commands, events and results: of version 7, unlike any other, but not hard to guess. Axon's own take the lock of a random
 * source for secrets three times for each command. Found through {@code META-INF/services}.
 */
public final class MessageIdentifiers extends IdentifierFactory {

    @Override
    public String generateIdentifier() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                        System.currentTimeMillis() << 16 | 0x7000L | random.nextInt(0x1000),
                        random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 1L << 63)
                .toString();
    }
}
