package behflow.command.audit.proof;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.Ids;
import behflow.api.kernel.LogEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever is done to a log, its export or a signed head is found by whoever keeps a head, also by whom can compute every hash
 * anew: no answer of a hostile server makes a verifier say yes to another past.
 */
class ProofPropertyTest {

    @Property(tries = 300)
    void honestLogsVerify(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int length) {
        ForgedLog log = ForgedLog.honest(new Random(seed), length);
        LogEntry early = log.entries.get(new Random(seed).nextInt(log.entries.size()));
        assertThat(log.verify(early, log.head())).isNull();
    }

    @Property(tries = 600)
    void rowsDroppedDoubledSwappedOrCutAreFound(@ForAll long seed, @ForAll @IntRange(min = 2, max = 30) int length) {
        Random random = new Random(seed);
        ForgedLog log = ForgedLog.honest(random, length);
        LogEntry head = log.head();
        ForgedLog forged = log.copy();
        int at = random.nextInt(log.entries.size());
        switch (random.nextInt(4)) {
            case 0 -> forged.entries.remove(at);
            case 1 -> forged.entries.add(at, forged.entries.get(at));
            case 2 -> Collections.swap(forged.entries, at, (at + 1) % forged.entries.size());
            default -> forged.entries.subList(at, forged.entries.size()).clear();
        }
        assertThat(forged.verify(head)).isNotNull();
        forged.rechain(0);
        // The last entry doubled and chained anew is an entry more: the past that the head names is whole.
        boolean more = forged.entries.size() > log.entries.size() && at == log.entries.size() - 1;
        assertThat(forged.verify(head) == null)
                .as("with every hash computed anew")
                .isEqualTo(more);
    }

    @Property(tries = 600)
    void anotherPastIsFoundHoweverWellItIsComputed(@ForAll long seed, @ForAll @IntRange(min = 2, max = 30) int length) {
        Random random = new Random(seed);
        ForgedLog log = ForgedLog.honest(random, length);
        LogEntry known = log.entries.get(random.nextInt(log.entries.size()));
        ForgedLog forged = log.copy();
        forged.rewriteFrom(1 + random.nextInt((int) known.position()), "{\"from\":\"a\",\"to\":\"forged\"}");
        assertThat(forged.verify(known)).isNotNull();
        forged.append("task.renamed", "{\"from\":\"more\",\"to\":\"of it\"}");
        assertThat(forged.verify(known)).isNotNull();
    }

    @Property(tries = 600)
    void erasureIsFoundWhereNoEventBindsWhatRemains(
            @ForAll long seed, @ForAll @IntRange(min = 4, max = 30) int length) {
        Random random = new Random(seed);
        ForgedLog log = ForgedLog.honest(random, length);
        List<Long> whole = log.entries.stream()
                .filter(entry -> entry.salt() != null && !entry.type().endsWith(".erased"))
                .map(LogEntry::position)
                .toList();
        if (whole.isEmpty()) {
            return;
        }
        long position = whole.get(random.nextInt(whole.size()));
        byte[] lie = "{\"from\":\"a\",\"to\":\"a lie\"}".getBytes(StandardCharsets.UTF_8);

        ForgedLog silent = log.copy();
        silent.replace(position, lie, null);
        assertThat(silent.verify()).as("no event").contains("without an event of erasure");

        ForgedLog kept = log.copy();
        kept.replace(position, lie, kept.entries.get((int) position - 1).salt());
        assertThat(kept.verify()).as("salt kept").contains("is altered");

        String bound = HexFormat.of().formatHex(LogEntry.sha256(LogEntry.sha256(lie)));
        ForgedLog after = log.copy();
        after.appendErasure(List.of(position), bound);
        after.replace(position, lie, null);
        assertThat(after.verify(log.head()))
                .as("an erasure under a pretext verifies, and is listed")
                .isNull();
        LogEntry seen = after.head();
        after.replace(position, "{\"from\":\"a\",\"to\":\"another lie\"}".getBytes(StandardCharsets.UTF_8), null);
        assertThat(after.verify(seen)).as("what remains is altered later").contains("is altered");

        ForgedLog twice = log.copy();
        twice.appendErasure(List.of(position, position), bound);
        twice.replace(position, lie, null);
        assertThat(twice.verify()).as("named twice").contains("named twice");

        ForgedLog live = log.copy();
        live.appendErasure(List.of(position), bound);
        assertThat(live.verify()).as("named, and its salt is there").contains("and is not");

        ForgedLog future = log.copy();
        future.appendErasure(List.of(log.head().position() + 2), bound);
        future.append("task.renamed", "{}");
        future.replace(log.head().position() + 2, lie, null);
        assertThat(future.verify()).as("erased ahead of its time").contains("and is not");
    }

    @Property(tries = 400)
    void bytesOfAnExportAreAllCounted(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int length)
            throws Exception {
        Random random = new Random(seed);
        ForgedLog log = ForgedLog.honest(random, length);
        List<String> lines = new ArrayList<>();
        log.entries.forEach(entry -> lines.add(EntryJson.write(entry)));
        SignedNote.Head head = new SignedNote.Head(
                "any", log.head().ownerId(), log.head().position(), log.head().hash());
        int line = random.nextInt(lines.size());
        byte[] bytes = lines.get(line).getBytes(StandardCharsets.UTF_8);
        int at = random.nextInt(bytes.length);
        byte before = bytes[at];
        bytes[at] = (byte) (before ^ 1 << random.nextInt(8));
        boolean caseOfHex = Character.toLowerCase(before) == Character.toLowerCase(bytes[at]);
        Path file = Files.createTempFile("altered", ".ndjson");
        try {
            Files.write(file, String.join("\n", lines.subList(0, line)).getBytes(StandardCharsets.UTF_8));
            try (var out = Files.newOutputStream(file, java.nio.file.StandardOpenOption.APPEND)) {
                if (line > 0) {
                    out.write('\n');
                }
                out.write(bytes);
                out.write('\n');
                for (String rest : lines.subList(line + 1, lines.size())) {
                    out.write((rest + "\n").getBytes(StandardCharsets.UTF_8));
                }
                out.write("{\"end\":true}\n".getBytes(StandardCharsets.UTF_8));
            }
            ExportVerification verified = ExportVerification.of(file, head);
            // An upper-case digit of a hash or id is the same hash or id.
            assertThat(verified.fine() && !caseOfHex)
                    .as("line %d byte %d: %s", line, at, new String(bytes, StandardCharsets.UTF_8))
                    .isFalse();
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 300)
    void noOtherHeadIsTrusted(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] publicKey = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        UUID installation = Ids.newId();
        byte[] hash = new byte[32];
        random.nextBytes(hash);
        SignedNote.Head head =
                new SignedNote.Head(SignedNote.keyName(installation), Ids.newId(), random.nextInt(1_000), hash);
        String note = SignedNote.sign(installation, pair.getPrivate(), publicKey, head);
        String key = SignedNote.verifierKey(installation, publicKey);
        assertThat(SignedNote.verify(note, key)).hasValueSatisfying(read -> assertSame(read, head));
        StringBuilder altered = new StringBuilder(note);
        int at = random.nextInt(note.length());
        switch (random.nextInt(4)) {
            case 0 -> altered.setCharAt(at, (char) (altered.charAt(at) ^ 1 << random.nextInt(7)));
            case 1 -> altered.deleteCharAt(at);
            case 2 -> altered.insert(at, altered.charAt(random.nextInt(note.length())));
            default -> altered.setLength(at);
        }
        // What does not change the signed text and leaves a good signature is the same head.
        SignedNote.verify(altered.toString(), key).ifPresent(read -> assertSame(read, head));
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String forged = SignedNote.sign(installation, other.getPrivate(), publicKey, head);
        assertThat(SignedNote.verify(forged, key)).isEmpty();
    }

    private static void assertSame(SignedNote.Head read, SignedNote.Head head) {
        assertThat(read.owner()).isEqualTo(head.owner());
        assertThat(read.position()).isEqualTo(head.position());
        assertThat(read.hash()).isEqualTo(head.hash());
        assertThat(read.installation()).isEqualTo(head.installation());
    }
}
