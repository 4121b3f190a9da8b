package behflow.query.analytics;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code bi.dim_user}.
 *
 * @param position of the event that made this version
 * @param timezone the one the user has chosen; null for the installation's
 * @param validTo  exclusive; null for the present version
 */
record UserVersion(
        UUID ownerId,
        int version,
        long position,
        @Nullable String timezone,
        boolean active,
        boolean erased,
        Instant validFrom,
        @Nullable Instant validTo) {

    UserVersion until(Instant end) {
        return new UserVersion(ownerId, version, position, timezone, active, erased, validFrom, end);
    }
}
