package behflow.gateway.account;

import behflow.api.account.Account;
import behflow.api.account.Accounts;
import behflow.api.account.Accounts.Login;
import behflow.api.account.Accounts.NewAccount;
import behflow.api.account.Sessions;
import behflow.api.account.command.ChangeSettings;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.gateway.account.AccountRequests.ChangePasswordRequest;
import behflow.gateway.account.AccountRequests.ChangeSettingsRequest;
import behflow.gateway.account.AccountRequests.LoginRequest;
import behflow.gateway.account.AccountRequests.RegisterRequest;
import behflow.gateway.account.AccountResponses.LoginResponse;
import behflow.gateway.account.AccountResponses.SessionListResponse;
import behflow.gateway.account.AccountResponses.SessionResponse;
import behflow.gateway.account.AccountResponses.SettingsResponse;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.JsonBody;
import behflow.gateway.kernel.NeverKept;
import behflow.gateway.kernel.Public;
import behflow.gateway.kernel.RequestIds;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The specification's "Authentication", and what an account's user does with it. */
@RestController
@Tag(name = "Accounts")
class AccountController {

    private final Accounts accounts;
    private final Sessions sessions;
    private final ClientAddress addresses;
    private final ZoneId defaultZone;

    AccountController(
            Accounts accounts,
            Sessions sessions,
            ClientAddress addresses,
            @Value("${behflow.timezone:UTC}") String timezone) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.addresses = addresses;
        this.defaultZone = ZoneId.of(timezone);
    }

    @Public
    @PostMapping("/register")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, description = "Registered")
    @ApiResponse(responseCode = "400", description = "Username already exists")
    @ApiResponse(responseCode = "403", description = "Access denied")
    @Operation(summary = "Register a user", description = "The first account of an installation is its administrator.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = RegisterRequest.class)))
    ResponseEntity<UserResponse> register(@RequestBody(required = false) byte @Nullable [] body) {
        NewAccount request =
                JsonBody.read(body, ZoneOffset.UTC, AccountRequests::register, accounts::requireRegistration);
        Origin origin = Origin.ofUser(Ids.newId(), RequestIds.current());
        return written(origin).body(UserResponse.of(accounts.register(request, origin)));
    }

    @Public
    @PostMapping("/login")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, description = "Logged in")
    @ApiResponse(responseCode = "401", description = "Invalid credentials")
    @Operation(
            summary = "Log in",
            description =
                    "Answers with a token that stays valid for a day after its last use, unless the installation says"
                            + " otherwise.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = LoginRequest.class)))
    LoginResponse login(HttpServletRequest http, @RequestBody(required = false) byte @Nullable [] body) {
        LoginRequest request = JsonBody.read(body, ZoneOffset.UTC, AccountRequests::login);
        Login login = accounts.login(request.username(), request.password(), addresses.of(http), userAgent(http));
        return new LoginResponse(login.token(), UserResponse.of(login.account()));
    }

    /** The container reads bytes; some clients mean UTF-8. */
    private static @Nullable String userAgent(HttpServletRequest http) {
        String bytes = http.getHeader(HttpHeaders.USER_AGENT);
        if (bytes == null) {
            return null;
        }
        String text = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : bytes;
    }

    @GetMapping("/me")
    @Operation(summary = "Get the current user", description = "Who holds the token.")
    UserResponse me(Caller caller) {
        return UserResponse.of(caller);
    }

    @NeverKept
    @PostMapping("/logout")
    @Operation(summary = "Log out", description = "Ends the session of the token.")
    ResponseEntity<Void> logout(Caller caller) {
        sessions.end(caller.userId(), caller.sessionId());
        return ResponseEntity.noContent().build();
    }

    @PutMapping("/me/password")
    @Operation(summary = "Change the password", description = "Ends all other sessions.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = ChangePasswordRequest.class)))
    ResponseEntity<Void> changePassword(
            Caller caller, HttpServletRequest http, @RequestBody(required = false) byte @Nullable [] body) {
        ChangePasswordRequest request = JsonBody.read(body, caller.zone(), AccountRequests::changePassword);
        if (!accounts.changePassword(
                caller.userId(),
                request.currentPassword(),
                request.newPassword(),
                caller.sessionId(),
                addresses.of(http))) {
            throw RejectedException.invalid("current_password", "current_password is not the present password.");
        }
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/me/settings")
    @Operation(summary = "Get the settings", description = "Time zone, order of dates, e-mail address.")
    SettingsResponse settings(Caller caller) {
        return settings(account(caller));
    }

    @PutMapping("/me/settings")
    @Operation(
            summary = "Change the settings",
            description =
                    "Absent fields keep their value; null takes the time zone back to the default and the address away.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = ChangeSettingsRequest.class)))
    ResponseEntity<SettingsResponse> changeSettings(
            Caller caller, @RequestBody(required = false) byte @Nullable [] body) {
        ChangeSettingsRequest request = JsonBody.read(body, caller.zone(), AccountRequests::changeSettings);
        Origin origin = caller.origin();
        accounts.changeSettings(
                new ChangeSettings(caller.userId(), request.timezone(), request.dateOrder(), request.email()), origin);
        return written(origin).body(settings(account(caller)));
    }

    @GetMapping("/me/sessions")
    @Operation(summary = "List sessions", description = "Where the user is logged in, the latest used first.")
    SessionListResponse sessions(Caller caller) {
        return new SessionListResponse(sessions.list(caller.userId()).stream()
                .map(session -> SessionResponse.of(session, caller.sessionId()))
                .toList());
    }

    @DeleteMapping("/me/sessions/{sessionId}")
    @Operation(summary = "End a session", description = "Its token is worth nothing from then on.")
    ResponseEntity<Void> endSession(Caller caller, @PathVariable UUID sessionId) {
        if (!sessions.end(caller.userId(), sessionId)) {
            throw sessions.stillValid(Set.of(sessionId)).isEmpty()
                    ? RejectedException.notFound()
                    : RejectedException.forbidden();
        }
        return ResponseEntity.noContent().build();
    }

    private Account account(Caller caller) {
        return accounts.find(caller.userId()).orElseThrow(RejectedException::notFound);
    }

    private SettingsResponse settings(Account account) {
        return new SettingsResponse(
                account.timezone() == null ? defaultZone.getId() : account.timezone(),
                account.dateOrder(),
                account.email());
    }

    private static ResponseEntity.BodyBuilder written(Origin origin) {
        return ResponseEntity.ok()
                .header(RequestIds.CORRELATION_HEADER, origin.correlationId().toString());
    }
}
