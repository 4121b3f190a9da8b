package behflow.api.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;

/**
 * The one place where ids are made.
 *
 * <p>Ids of tasks, processes, executions and sessions are UUIDs of version 7 (RFC 9562) whose last 16 bits are those of
 * their owner's id, so that any id tells its shard without a look-up. An id that must be derivable is of version 8.
 */
public final class Ids {

    /** The owner of what is nobody's: built-in processes, administration. */
    public static final UUID INSTALLATION = new UUID(0, 0);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int CANONICAL = 36;
    private static final long SHARD = 0xFFFFL;

    private Ids() {}

    /** A new owner (user), or any id that belongs to no shard: version 7. */
    public static UUID newId() {
        long milliseconds = System.currentTimeMillis();
        long random = RANDOM.nextLong();
        return new UUID(
                milliseconds << 16 | 0x7000L | random & 0x0FFFL, RANDOM.nextLong() & 0x3FFFFFFFFFFFFFFFL | 1L << 63);
    }

    /** A new id of something that {@code owner} has: version 7, in the owner's shard. */
    public static UUID newId(UUID owner) {
        return inShardOf(owner, newId());
    }

    /** The same id for the same owner and parts, always and on every node: version 8, in the owner's shard. */
    public static UUID derived(UUID owner, String... parts) {
        MessageDigest digest = sha256();
        digest.update(ByteBuffer.allocate(16)
                .putLong(owner.getMostSignificantBits())
                .putLong(owner.getLeastSignificantBits())
                .flip());
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return inShardOf(
                owner,
                new UUID(
                        hash.getLong() & 0xFFFFFFFFFFFF0FFFL | 0x8000L,
                        hash.getLong() & 0x3FFFFFFFFFFFFFFFL | 1L << 63));
    }

    /** Reads the canonical form of 36 characters; anything else is empty. */
    public static Optional<UUID> parse(String text) {
        if (text.length() != CANONICAL) {
            return Optional.empty();
        }
        try {
            UUID id = UUID.fromString(text);
            // It reads other forms of the same length, too.
            return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The 16 bytes of an id, as the log's entries hold them. */
    public static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static UUID inShardOf(UUID owner, UUID id) {
        return new UUID(
                id.getMostSignificantBits(),
                id.getLeastSignificantBits() & ~SHARD | owner.getLeastSignificantBits() & SHARD);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
