package behflow.api.account;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sessions, each found by an opaque token of which only a hash is kept. */
public interface Sessions {

    /**
     * Who holds the token; empty where it is none, has expired, or its account is disabled. Whatever ended a session, or changed
     * its account, is seen from its answer on, on any node.
     */
    Optional<Session> resolve(String token);

    /** The user's sessions that are valid, the latest used first. */
    List<SessionInfo> list(UUID userId);

    /**
     * Returns when no node takes its token any more: a tenth of a second later.
     *
     * @return whether there was one of this user
     */
    boolean end(UUID userId, UUID sessionId);

    /** Those of the sessions that are still valid. */
    Set<UUID> stillValid(Collection<UUID> sessionIds);

    /**
     * As {@link #stillValid}, for sockets and streams, which outlive the request that opened them: as long as one is open, its
     * session is in use.
     */
    Set<UUID> stillListening(Collection<UUID> sessionIds);

    record Session(UUID sessionId, Account account) {}

    /** @param address where it was opened */
    record SessionInfo(
            UUID sessionId,
            Instant createdAt,
            Instant lastUsedAt,
            String address,
            @Nullable String userAgent) {}
}
