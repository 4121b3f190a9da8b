package behflow.gateway.kernel;

import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import java.time.ZoneId;
import java.util.UUID;

/**
 * Who calls, as the token says; the principal of every authenticated request.
 *
 * @param zone      the user's, or the installation's default
 * @param dateOrder dmy, mdy or ymd
 * @param sessionId the session of the token
 */
public record Caller(
        UUID userId,
        String username,
        String name,
        String lastname,
        boolean admin,
        ZoneId zone,
        String dateOrder,
        UUID sessionId) {

    /** The origin of what this request does to the caller's own data. */
    public Origin origin() {
        return Origin.ofUser(userId, RequestIds.current());
    }

    /** @throws RejectedException FORBIDDEN */
    public void requireAdmin() {
        if (!admin) {
            throw RejectedException.forbidden();
        }
    }
}
