package behflow.api.audit;

import java.util.UUID;

/** What proves a log: its signed head, the key, and whether it still holds what someone has seen. */
public interface LogProof {

    /** The head of an owner's log, signed now. */
    SignedHead head(UUID owner);

    /** The verifier key, in C2SP's form: {@code name+hash+key}. */
    String key();

    /** Whether the log has this hash at this position; false beyond its head. */
    boolean consistent(UUID owner, long position, byte[] hash);

    /**
     * @param hash of the last entry, 32 bytes; zeros while the log is empty
     * @param note a C2SP signed note of three lines: log, position, hash
     */
    record SignedHead(UUID ownerId, long position, byte[] hash, String note) {}
}
