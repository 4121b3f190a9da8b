package behflow.gateway.account;

import behflow.api.account.Account;
import behflow.api.account.Sessions.SessionInfo;
import behflow.gateway.kernel.Instants;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The answers about accounts beside {@link UserResponse}. */
final class AccountResponses {

    private AccountResponses() {}

    @Schema(name = "Login")
    record LoginResponse(
            @Schema(format = "uuid", description = "Opaque; send it as the Authorization header")
            String token,

            UserResponse user) {

        /** Whoever logs an answer does not log its token. */
        @Override
        public String toString() {
            return "LoginResponse[user=" + user + "]";
        }
    }

    @Schema(name = "Settings")
    record SettingsResponse(
            @Schema(example = "Europe/Berlin", description = "The user's own, or the installation's default")
            String timezone,

            @JsonProperty("date_order") @Schema(allowableValues = {"dmy", "mdy", "ymd"})
            String dateOrder,

            @Schema(
                    types = {"string", "null"},
                    example = "john@example.org")
            @Nullable
            String email) {}

    @Schema(name = "AccountErasure")
    record AccountErasureResponse(
            @JsonProperty("user_id") @Schema(format = "uuid")
            String userId,

            @Schema(allowableValues = {"request", "administrator"})
            String basis,

            @Schema(description = "Of the event of erasure, the last of the log")
            long position,

            @Schema(
                    description = "Ranges of positions whose text is gone: [[from, to], …]",
                    example = "[[1, 5], [9, 9]]")
            List<List<Long>> positions,

            @JsonProperty("backups_until")
            @Schema(format = "date-time", description = "Until then backups may hold the text")
            String backupsUntil) {}

    @Schema(name = "Session")
    record SessionResponse(
            @JsonProperty("session_id") @Schema(format = "uuid")
            String sessionId,

            @JsonProperty("created_at") @Schema(format = "date-time")
            String createdAt,

            @JsonProperty("last_used_at") @Schema(format = "date-time")
            String lastUsedAt,

            @Schema(description = "Where it was opened") String address,

            @JsonProperty("user_agent") @Schema(types = {"string", "null"}) @Nullable
            String userAgent,

            @Schema(description = "Whether it is the one that asks")
            boolean current) {

        static SessionResponse of(SessionInfo session, UUID current) {
            return new SessionResponse(
                    session.sessionId().toString(),
                    Instants.micros(session.createdAt()),
                    Instants.micros(session.lastUsedAt()),
                    session.address(),
                    session.userAgent(),
                    session.sessionId().equals(current));
        }
    }

    @Schema(name = "SessionList")
    record SessionListResponse(List<SessionResponse> sessions) {}

    @Schema(name = "ManagedUser")
    record ManagedUserResponse(
            @JsonProperty("user_id") @Schema(format = "uuid")
            String userId,

            String username,
            @Schema(example = "John") String name,
            String lastname,
            boolean admin,
            boolean active,

            @JsonProperty("created_at") @Schema(format = "date-time")
            String createdAt) {

        static ManagedUserResponse of(Account account) {
            return new ManagedUserResponse(
                    account.userId().toString(),
                    account.username(),
                    account.name(),
                    account.lastname(),
                    account.admin(),
                    account.active(),
                    Instants.micros(account.createdAt()));
        }
    }

    @Schema(name = "ManagedUserList")
    record ManagedUserListResponse(
            List<ManagedUserResponse> users,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("next_cursor") @Nullable
            String nextCursor) {}
}
