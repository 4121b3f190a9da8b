package behflow.api.kernel;

import java.util.UUID;

/**
 * The advisory lock of an owner's log in PostgreSQL. An append holds it exclusively from before its transaction has an id
 * until it has committed; who must wait for appends under way takes it shared.
 */
public final class OwnerLock {

    private OwnerLock() {}

    /** The lock's key. Two owners may share one: they then wait for each other, and nothing else. */
    public static long key(UUID owner) {
        return owner.getMostSignificantBits() * 31 + owner.getLeastSignificantBits();
    }
}
