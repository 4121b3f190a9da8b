package behflow.gateway.account;

import behflow.api.account.Account;
import behflow.gateway.kernel.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;

/** A user as the specification shows one. */
@Schema(name = "User")
record UserResponse(
        @JsonProperty("user_id") @Schema(format = "uuid", example = "01931f2e-7c00-7a11-8b22-4c9d5e6f70aa")
        String userId,

        @Schema(example = "johndoe") String username,
        @Schema(example = "John") String name,
        @Schema(example = "Doe") String lastname) {

    static UserResponse of(Account account) {
        return new UserResponse(account.userId().toString(), account.username(), account.name(), account.lastname());
    }

    static UserResponse of(Caller caller) {
        return new UserResponse(caller.userId().toString(), caller.username(), caller.name(), caller.lastname());
    }
}
