package behflow.gateway.account;

import behflow.api.account.AccountRules;
import behflow.api.account.Accounts.NewAccount;
import behflow.api.kernel.Text;
import behflow.api.task.To;
import behflow.gateway.kernel.JsonFields;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of requests about accounts; the records also document them. */
final class AccountRequests {

    private AccountRequests() {}

    @Schema(name = "RegisterRequest")
    record RegisterRequest(
            @Schema(minLength = 3, maxLength = 50, example = "johndoe")
            String username,

            @Schema(minLength = 8, maxLength = 128, example = "securepass123")
            String password,

            @Schema(minLength = 1, maxLength = 100, example = "John")
            String name,

            @Schema(minLength = 1, maxLength = 100, example = "Doe")
            String lastname) {}

    @Schema(name = "LoginRequest")
    record LoginRequest(
            @Schema(example = "johndoe") String username,
            @Schema(example = "securepass123") String password) {}

    @Schema(name = "ChangePasswordRequest")
    record ChangePasswordRequest(
            @JsonProperty("current_password") String currentPassword,

            @JsonProperty("new_password") @Schema(minLength = 8, maxLength = 128)
            String newPassword) {}

    @Schema(name = "EraseAccountRequest")
    record EraseAccountRequest(
            @Schema(description = "The present one") String password) {}

    @Schema(name = "ChangeSettingsRequest")
    record ChangeSettingsRequest(
            @Schema(
                    types = {"string", "null"},
                    example = "Europe/Berlin")
            @Nullable
            To<String> timezone,

            @JsonProperty("date_order") @Schema(allowableValues = {"dmy", "mdy", "ymd"}) @Nullable
            String dateOrder,

            @Schema(types = {"string", "null"}) @Nullable To<String> email) {}

    @Schema(name = "ManageUserRequest")
    record ManageUserRequest(
            @Schema(description = "False ends all sessions and refuses logins") @Nullable
            Boolean active,

            @Schema(minLength = 8, maxLength = 128, description = "A new password; ends all sessions") @Nullable
            String password) {}

    static NewAccount register(JsonFields fields) {
        String username = fields.optional("username", JsonFields.text("username", AccountRules::username));
        String password = fields.optional("password", password("password"));
        String name = fields.optional("name", JsonFields.text("name", raw -> AccountRules.personName("name", raw)));
        String lastname = fields.optional(
                "lastname", JsonFields.text("lastname", raw -> AccountRules.personName("lastname", raw)));
        fields.present("username", username);
        fields.present("password", password);
        fields.present("name", name);
        fields.present("lastname", lastname);
        fields.check();
        return new NewAccount(
                String.valueOf(username), String.valueOf(password), String.valueOf(name), String.valueOf(lastname));
    }

    /** Values that no account can have are wrong credentials, not bad requests; only their shape is checked. */
    static LoginRequest login(JsonFields fields) {
        return new LoginRequest(
                fields.required(
                        "username",
                        JsonFields.text("username", raw -> Text.normalised(raw, AccountRules.USERNAME_MAXIMUM))),
                fields.required("password", tried("password")));
    }

    static ChangePasswordRequest changePassword(JsonFields fields) {
        return new ChangePasswordRequest(
                fields.required("current_password", tried("current_password")),
                fields.required("new_password", password("new_password")));
    }

    static EraseAccountRequest erase(JsonFields fields) {
        return new EraseAccountRequest(fields.required("password", tried("password")));
    }

    static ChangeSettingsRequest changeSettings(JsonFields fields) {
        return new ChangeSettingsRequest(
                fields.change("timezone", JsonFields.text("timezone", AccountRules::timezone)),
                fields.optional("date_order", JsonFields.text("date_order", AccountRules::dateOrder)),
                fields.change("email", JsonFields.text("email", AccountRules::email)));
    }

    static ManageUserRequest manage(JsonFields fields) {
        return new ManageUserRequest(
                fields.optional("active", JsonFields.bool("active")),
                fields.optional("password", password("password")));
    }

    /** Any text: what can be no password is a wrong one. */
    private static JsonFields.Reader<String> tried(String field) {
        return JsonFields.text(field, raw -> Text.normalised(raw, AccountRules.PASSWORD_MAXIMUM));
    }

    private static JsonFields.Reader<String> password(String field) {
        return JsonFields.text(field, raw -> AccountRules.password(field, raw));
    }
}
