package behflow.command.audit.proof;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.Origin;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Verifies one owner's log, entry by entry, from its stored bytes alone. The first thing that is wrong ends it and is named by
 * its position; what comes after that is not looked at. Erased payloads are accepted only where a later event of erasure names
 * them and what remains of them.
 */
final class LogVerifier {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Object>> METADATA = new TypeReference<>() {};

    private final UUID owner;
    private long position;
    private byte[] hash = new byte[32];
    private @Nullable String wrong;
    /** SHA-256 of what remains, by position, of payloads whose salt is gone. */
    private final Map<Long, byte[]> erased = new TreeMap<>();

    private final List<Erasure> erasures = new ArrayList<>();
    private final Map<Long, byte[]> heads = new TreeMap<>();
    private byte[] metadata = new byte[0];
    /** What that metadata says; null where it says no such thing. */
    private @Nullable Origin origin;

    private record Erasure(long position, String type, JsonNode payload) {}

    LogVerifier(UUID owner) {
        this.owner = owner;
    }

    /** A head that someone has seen: the log must contain it. */
    void expect(long knownPosition, byte[] knownHash) {
        byte[] other = heads.put(knownPosition, knownHash);
        if (other != null && !Arrays.equals(other, knownHash)) {
            fail("two known heads of position " + knownPosition + " differ");
        }
    }

    /** @return whether all is well so far */
    boolean next(LogEntry entry) {
        if (wrong != null) {
            return false;
        }
        long expected = position + 1;
        if (!entry.ownerId().equals(owner)) {
            return fail("position " + expected + " is of another log");
        }
        if (entry.position() != expected) {
            return fail(
                    entry.position() <= position
                            ? "position " + entry.position() + " is doubled or out of order"
                            : "position " + expected + " is missing");
        }
        if (!MessageDigest.isEqual(entry.previousHash(), hash)) {
            return fail("position " + expected + " does not follow what is before it");
        }
        if (!MessageDigest.isEqual(LogEntry.sha256(entry.entry()), entry.hash())) {
            return fail("position " + expected + " is altered");
        }
        byte[] salt = entry.salt();
        if (salt == null) {
            erased.put(expected, LogEntry.sha256(entry.payload()));
        } else if (salt.length != 32
                || !MessageDigest.isEqual(LogEntry.commitment(salt, entry.payload()), entry.commitment())) {
            return fail("the payload of position " + expected + " is altered");
        }
        if (entry.type().endsWith(".erased")) {
            try {
                erasures.add(new Erasure(expected, entry.type(), JSON.readTree(entry.payload())));
            } catch (JacksonException e) {
                return fail("position " + expected + " is no event of erasure");
            }
        }
        position = expected;
        hash = entry.hash();
        byte[] known = heads.get(expected);
        return known == null
                || MessageDigest.isEqual(known, hash)
                || fail("position " + expected + " is not the entry that a known head names");
    }

    /** As {@link #next(LogEntry)}; the columns that repeat the metadata, which history reads instead, must say the same. */
    boolean next(EventLog.Row row) {
        return next(row.entry())
                && (repeatsMetadata(row)
                        || fail("position " + position + " is altered: its columns are not what its metadata says"));
    }

    private boolean repeatsMetadata(EventLog.Row row) {
        // Events of one command have the same.
        if (!Arrays.equals(row.entry().metadata(), metadata)) {
            metadata = row.entry().metadata();
            origin = origin(row.entry());
        }
        return origin != null && origin.equals(row.origin());
    }

    private static @Nullable Origin origin(LogEntry entry) {
        try {
            Map<String, Object> metadata = JSON.readValue(entry.metadata(), METADATA);
            metadata.put(Origin.OWNER_ID, entry.ownerId());
            return Origin.fromMetadata(metadata);
        } catch (JacksonException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether something was wrong so far. */
    boolean failed() {
        return wrong != null;
    }

    /** Ends the log. */
    Result finish() {
        if (wrong == null) {
            heads.forEach((known, knownHash) -> {
                if (known > position) {
                    fail("the log is cut off at position " + position + ", ahead of the known head " + known);
                } else if (known == 0 && !Arrays.equals(knownHash, new byte[32])) {
                    fail("a known head of position 0 is none");
                }
            });
        }
        if (wrong == null) {
            checkErasures();
        }
        return new Result(
                owner,
                position,
                hash,
                wrong,
                erasures.stream()
                        .filter(erasure -> wrong == null)
                        .map(erasure -> erasure.payload.path("positions") + " erased by " + erasure.type
                                + " at position " + erasure.position)
                        .toList());
    }

    private void checkErasures() {
        Map<Long, byte[]> unexplained = new TreeMap<>(erased);
        // A later erasure may name what an earlier one left, all of it: the last that names a position binds what
        // remains there.
        for (int i = erasures.size() - 1; i >= 0 && wrong == null; i--) {
            Erasure erasure = erasures.get(i);
            MessageDigest remaining = Sha256.digest();
            long named = 0;
            long bound = 0;
            for (JsonNode range : erasure.payload.path("positions")) {
                for (long p = range.path(0).asLong(1); p <= range.path(1).asLong(0); p++) {
                    byte[] payload = erased.get(p);
                    if (payload == null || p >= erasure.position) {
                        fail("position " + p + " was erased by position " + erasure.position + " and is not");
                        return;
                    }
                    named++;
                    bound += unexplained.remove(p) == null ? 0 : 1;
                    remaining.update(payload);
                }
            }
            String stated = erasure.payload.path("remaining").asString("");
            if (bound > 0 && bound < named) {
                fail("some of the positions erased by position " + erasure.position + " are named twice");
            } else if (bound == named
                    && !HexFormat.of().formatHex(remaining.digest()).equals(stated)) {
                fail("what remains of the positions erased by position " + erasure.position + " is altered");
            }
        }
        if (wrong == null && !unexplained.isEmpty()) {
            fail("the payload of position " + unexplained.keySet().iterator().next()
                    + " is gone without an event of erasure");
        }
    }

    private boolean fail(String what) {
        if (wrong == null) {
            wrong = what;
        }
        return false;
    }

    /**
     * @param wrong  the first thing that is wrong; null where nothing is
     * @param erased what was erased, rightly, and by which event: for people to read
     */
    record Result(
            UUID owner,
            long position,
            byte[] hash,
            @Nullable String wrong,
            List<String> erased) {}
}
