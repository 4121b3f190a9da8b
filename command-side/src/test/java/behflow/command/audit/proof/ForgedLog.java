package behflow.command.audit.proof;

import behflow.api.kernel.Ids;
import behflow.api.kernel.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A log as an honest server keeps it, and what a dishonest one can make of it: it can compute every hash, but no hash backwards. */
final class ForgedLog {

    private static final List<String> ERASURES = List.of("task.erased", "chat.erased", "account.erased");

    private final UUID owner;
    final List<LogEntry> entries;
    private final Random random;

    private ForgedLog(UUID owner, Random random, List<LogEntry> entries) {
        this.owner = owner;
        this.random = random;
        this.entries = entries;
    }

    /** Entries with payloads, some of them erased by later ones. */
    static ForgedLog honest(Random random, int length) {
        ForgedLog log = new ForgedLog(Ids.newId(), random, new ArrayList<>());
        for (int i = 0; i < length; i++) {
            log.append("task.renamed", "{\"from\":\"a\",\"to\":\"" + random.nextInt(1_000) + "\"}");
            if (i > 1 && random.nextInt(6) == 0) {
                log.erase(log.unerased());
            }
        }
        return log;
    }

    ForgedLog copy() {
        return new ForgedLog(owner, random, new ArrayList<>(entries));
    }

    /** Some positions whose payload is there and is no erasure. */
    List<Long> unerased() {
        TreeSet<Long> positions = new TreeSet<>();
        for (LogEntry entry : entries) {
            if (entry.salt() != null && !entry.type().endsWith(".erased") && random.nextInt(3) == 0) {
                positions.add(entry.position());
            }
        }
        return new ArrayList<>(positions);
    }

    void append(String type, String payload) {
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        entries.add(
                sealed(entries.size(), type, bytes, salt, LogEntry.commitment(salt, bytes), previous(entries.size())));
    }

    /** As the store does it: the event first, then the payloads. */
    void erase(List<Long> positions) {
        byte[] remains = "{\"from\":null,\"to\":null}".getBytes(StandardCharsets.UTF_8);
        byte[] hashes = new byte[32 * positions.size()];
        for (int i = 0; i < positions.size(); i++) {
            System.arraycopy(LogEntry.sha256(remains), 0, hashes, 32 * i, 32);
        }
        appendErasure(positions, HexFormat.of().formatHex(LogEntry.sha256(hashes)));
        positions.forEach(position -> replace(position, remains, null));
    }

    void appendErasure(List<Long> positions, String remaining) {
        append(
                ERASURES.get(random.nextInt(ERASURES.size())),
                "{\"basis\":\"request\",\"positions\":"
                        + positions.stream().map(p -> List.of(p, p)).toList() + ",\"remaining\":\"" + remaining
                        + "\"}");
    }

    /** Without any other change: hash and commitment stay. */
    void replace(long position, byte[] payload, byte @Nullable [] salt) {
        LogEntry e = entries.get((int) position - 1);
        entries.set(
                (int) position - 1,
                new LogEntry(
                        e.ownerId(),
                        e.position(),
                        e.eventId(),
                        e.subjectId(),
                        e.sequence(),
                        e.type(),
                        e.revision(),
                        e.timestampMicros(),
                        e.metadata(),
                        payload,
                        salt,
                        e.commitment(),
                        e.previousHash(),
                        e.hash()));
    }

    /** Rewrites an entry and everything that depends on it, as whoever holds the database can. */
    void rewriteFrom(long position, String payload) {
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        int index = (int) position - 1;
        entries.set(
                index,
                sealed(
                        index,
                        entries.get(index).type(),
                        bytes,
                        salt,
                        LogEntry.commitment(salt, bytes),
                        previous(index)));
        rechain(index + 1);
    }

    /** Gives positions and hashes anew, from an index on. */
    void rechain(int from) {
        for (int i = from; i < entries.size(); i++) {
            LogEntry e = entries.get(i);
            entries.set(i, sealed(i, e.type(), e.payload(), e.salt(), e.commitment(), previous(i)));
        }
    }

    private byte[] previous(int index) {
        return index == 0 ? new byte[32] : entries.get(index - 1).hash();
    }

    private LogEntry sealed(
            int index, String type, byte[] payload, byte @Nullable [] salt, byte[] commitment, byte[] previous) {
        byte[] metadata = "{\"actor\":\"user\"}".getBytes(StandardCharsets.UTF_8);
        LogEntry open = new LogEntry(
                owner,
                index + 1L,
                new UUID(7, index),
                owner,
                index,
                type,
                "1",
                1_000L + index,
                metadata,
                payload,
                salt,
                commitment,
                previous,
                new byte[32]);
        return new LogEntry(
                owner,
                index + 1L,
                new UUID(7, index),
                owner,
                index,
                type,
                "1",
                1_000L + index,
                metadata,
                payload,
                salt,
                commitment,
                previous,
                LogEntry.sha256(open.entry()));
    }

    LogEntry head() {
        return entries.get(entries.size() - 1);
    }

    /** What is wrong with it for someone who keeps a head; null where nothing is. */
    @Nullable
    String verify(LogEntry... known) {
        LogVerifier verifier = new LogVerifier(owner);
        for (LogEntry head : known) {
            verifier.expect(head.position(), head.hash());
        }
        for (LogEntry entry : entries) {
            if (!verifier.next(entry)) {
                break;
            }
        }
        return verifier.finish().wrong();
    }
}
