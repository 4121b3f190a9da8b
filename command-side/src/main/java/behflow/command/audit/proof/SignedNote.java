package behflow.command.audit.proof;

import behflow.api.kernel.LogEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Heads of logs as signed notes (C2SP signed-note, Ed25519, algorithm byte 1). The text is three lines: the log's name, the
 * position in decimal, the hash in base64.
 */
final class SignedNote {

    private static final byte ED25519 = 1;
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final String SIGNATURE_MARK = "\u2014 ";

    private SignedNote() {}

    /** A head that a note speaks of. */
    record Head(String installation, UUID owner, long position, byte[] hash) {}

    static String keyName(UUID installation) {
        return "behflow/" + installation;
    }

    static String verifierKey(UUID installation, byte[] publicKey) {
        byte[] key = typed(publicKey);
        return keyName(installation) + "+" + HexFormat.of().formatHex(keyHash(keyName(installation), key)) + "+"
                + Base64.getEncoder().encodeToString(key);
    }

    static String sign(UUID installation, PrivateKey privateKey, byte[] publicKey, Head head) {
        String text = head.installation + "/" + head.owner + "\n" + head.position + "\n"
                + Base64.getEncoder().encodeToString(head.hash) + "\n";
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] signed = signature.sign();
            byte[] whole = ByteBuffer.allocate(4 + signed.length)
                    .put(keyHash(keyName(installation), typed(publicKey)))
                    .put(signed)
                    .array();
            return text + "\n" + SIGNATURE_MARK + keyName(installation) + " "
                    + Base64.getEncoder().encodeToString(whole) + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK from 15 on has Ed25519", e);
        }
    }

    /**
     * The head, where the note is signed by the key and speaks of one; anything else is empty.
     *
     * @param key a verifier key
     */
    static Optional<Head> verify(String note, String key) {
        try {
            String[] parts = key.strip().split("\\+", 3);
            String name = parts[0];
            byte[] typed = Base64.getDecoder().decode(parts[2]);
            if (typed.length != 33
                    || typed[0] != ED25519
                    || !HexFormat.of().formatHex(keyHash(name, typed)).equals(parts[1])) {
                return Optional.empty();
            }
            int split = note.indexOf("\n\n");
            String text = note.substring(0, split + 1);
            for (String line : note.substring(split + 2).split("\n")) {
                if (line.startsWith(SIGNATURE_MARK + name + " ")) {
                    byte[] whole = Base64.getDecoder().decode(line.substring((SIGNATURE_MARK + name + " ").length()));
                    if (whole.length == 68
                            && Arrays.equals(Arrays.copyOf(whole, 4), keyHash(name, typed))
                            && signed(text, typed, Arrays.copyOfRange(whole, 4, 68))) {
                        return head(text, name);
                    }
                }
            }
            return Optional.empty();
        } catch (IllegalArgumentException | IndexOutOfBoundsException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static Optional<Head> head(String text, String name) {
        String[] lines = text.split("\n", -1);
        if (lines.length != 4 || !lines[0].startsWith(name + "/")) {
            return Optional.empty();
        }
        long position = Long.parseLong(lines[1]);
        byte[] hash = Base64.getDecoder().decode(lines[2]);
        return position < 0 || hash.length != 32
                ? Optional.empty()
                : Optional.of(new Head(name, UUID.fromString(lines[0].substring(name.length() + 1)), position, hash));
    }

    private static boolean signed(String text, byte[] typedKey, byte[] signature) throws GeneralSecurityException {
        byte[] encoded = ByteBuffer.allocate(X509_HEAD.length + 32)
                .put(X509_HEAD)
                .put(typedKey, 1, 32)
                .array();
        PublicKey publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(publicKey);
        verifier.update(text.getBytes(StandardCharsets.UTF_8));
        return verifier.verify(signature);
    }

    private static byte[] typed(byte[] publicKey) {
        return ByteBuffer.allocate(33).put(ED25519).put(publicKey).array();
    }

    private static byte[] keyHash(String name, byte[] typedKey) {
        byte[] nameBytes = (name + "\n").getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(
                LogEntry.sha256(ByteBuffer.allocate(nameBytes.length + typedKey.length)
                        .put(nameBytes)
                        .put(typedKey)
                        .array()),
                4);
    }
}
