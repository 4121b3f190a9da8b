package behflow.api.account;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user's account.
 *
 * @param timezone  IANA name; null where the user set none
 * @param dateOrder dmy, mdy or ymd
 * @param admin     by its row or by the operator's list
 */
public record Account(
        UUID userId,
        String username,
        String name,
        String lastname,
        @Nullable String email,
        @Nullable String timezone,
        String dateOrder,
        boolean admin,
        boolean active,
        Instant createdAt) {}
