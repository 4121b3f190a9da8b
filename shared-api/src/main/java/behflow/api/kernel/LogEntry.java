package behflow.api.kernel;

import java.io.ByteArrayOutputStream;
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
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        out.writeBytes(MAGIC);
        out.writeBytes(Ids.bytes(ownerId));
        out.writeBytes(longBytes(position));
        out.writeBytes(previousHash);
        out.writeBytes(identity(eventId, subjectId, sequence, type, revision));
        out.writeBytes(longBytes(timestampMicros));
        out.writeBytes(sha256(metadata));
        out.writeBytes(commitment);
        return out.toByteArray();
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

    private static byte[] longBytes(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }
}
