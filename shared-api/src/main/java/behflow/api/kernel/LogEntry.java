package behflow.api.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an owner's log, with the bytes as stored. The formula is that of {@code docs/log.md}:
 *
 * <pre>
 * commitment = HMAC-SHA256(key = salt[32], payload)
 * entry      = "BFL1" ‖ owner ‖ position[8] ‖ previous hash[32] ‖ event_id ‖ subject ‖ sequence[8]
 *              ‖ lp(type) ‖ lp(revision) ‖ timestamp[8] ‖ SHA-256(metadata) ‖ commitment
 * hash       = SHA-256(entry)
 * </pre>
 *
 * Integers are big-endian, {@code lp} is a 2-byte length and UTF-8 bytes, ids are 16 bytes.
 *
 * @param timestampMicros microseconds since 1970
 * @param salt            32 random bytes; null where the payload was erased
 */
public record LogEntry(
        UUID ownerId,
        long position,
        UUID eventId,
        UUID subjectId,
        long sequence,
        String type,
        String revision,
        long timestampMicros,
        byte[] metadata,
        byte[] payload,
        byte @Nullable [] salt,
        byte[] commitment,
        byte[] previousHash,
        byte[] hash) {

    private static final byte[] MAGIC = "BFL1".getBytes(StandardCharsets.US_ASCII);

    /** The bytes that are hashed. */
    public byte[] entry() {
        return entry(
                ownerId,
                position,
                previousHash,
                identity(eventId, subjectId, sequence, type, revision),
                timestampMicros,
                seal(metadata, commitment));
    }

    /**
     * The bytes that are hashed, of parts that were made before the event had its place.
     *
     * @param previousHash of the position before; {@link #noHash()} for position 1
     * @param identity     as {@link #identity}
     * @param seal         as {@link #seal}
     */
    public static byte[] entry(
            UUID ownerId, long position, byte[] previousHash, byte[] identity, long timestampMicros, byte[] seal) {
        return ByteBuffer.allocate(MAGIC.length + 16 + 8 + previousHash.length + identity.length + 8 + seal.length)
                .put(MAGIC)
                .put(Ids.bytes(ownerId))
                .putLong(position)
                .put(previousHash)
                .put(identity)
                .putLong(timestampMicros)
                .put(seal)
                .array();
    }

    /** The previous hash of position 1. */
    public static byte[] noHash() {
        return new byte[32];
    }

    /** The part of the entry between previous hash and timestamp. */
    public static byte[] identity(UUID eventId, UUID subjectId, long sequence, String type, String revision) {
        byte[] typeBytes = type.getBytes(StandardCharsets.UTF_8);
        byte[] revisionBytes = revision.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(16 + 16 + 8 + 2 + typeBytes.length + 2 + revisionBytes.length)
                .put(Ids.bytes(eventId))
                .put(Ids.bytes(subjectId))
                .putLong(sequence)
                .putShort((short) typeBytes.length)
                .put(typeBytes)
                .putShort((short) revisionBytes.length)
                .put(revisionBytes)
                .array();
    }

    /** The part of the entry after the timestamp. */
    public static byte[] seal(byte[] metadata, byte[] commitment) {
        return ByteBuffer.allocate(32 + commitment.length)
                .put(sha256(metadata))
                .put(commitment)
                .array();
    }

    /** Binds the payload without revealing it once the salt is gone. */
    public static byte[] commitment(byte[] salt, byte[] payload) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt, "HmacSHA256"));
            return mac.doFinal(payload);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
