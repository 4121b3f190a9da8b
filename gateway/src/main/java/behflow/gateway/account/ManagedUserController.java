package behflow.gateway.account;

import behflow.api.account.Account;
import behflow.api.account.Accounts;
import behflow.api.account.Accounts.NewAccount;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.gateway.account.AccountRequests.ManageUserRequest;
import behflow.gateway.account.AccountRequests.RegisterRequest;
import behflow.gateway.account.AccountResponses.ManagedUserListResponse;
import behflow.gateway.account.AccountResponses.ManagedUserResponse;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.JsonBody;
import behflow.gateway.kernel.LogParameters;
import behflow.gateway.kernel.NeverKept;
import behflow.gateway.kernel.RequestIds;
import behflow.gateway.kernel.Takes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The administrator's view of accounts. It shows no one's tasks. */
@RestController
@RequestMapping("/api/v1/admin/users")
@Tag(name = "Administration")
class ManagedUserController {

    private static final int LIMIT = 100;
    private static final int LIMIT_MAXIMUM = 500;

    private final Accounts accounts;

    ManagedUserController(Accounts accounts) {
        this.accounts = accounts;
    }

    @GetMapping
    @Takes(
            value = {"limit", "cursor"},
            most = LIMIT_MAXIMUM,
            standard = LIMIT)
    @Operation(summary = "List users", description = "By the time they registered, in pages.")
    ManagedUserListResponse list(
            Caller caller, @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
        caller.requireAdmin();
        LogParameters reader = new LogParameters(parameters, caller.zone());
        int limit = Objects.requireNonNullElse(reader.limit(LIMIT_MAXIMUM), LIMIT);
        reader.check();
        String cursor = parameters.getFirst("cursor");
        UUID after = cursor == null
                ? null
                : Ids.parse(cursor)
                        .orElseThrow(
                                () -> RejectedException.invalid("cursor", "cursor must be the next_cursor of a page."));
        List<Account> found = accounts.list(after, limit + 1);
        List<Account> page = found.subList(0, Math.min(limit, found.size()));
        return new ManagedUserListResponse(
                page.stream().map(ManagedUserResponse::of).toList(),
                found.size() > limit ? page.get(limit - 1).userId().toString() : null);
    }

    @NeverKept
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Create a user", description = "Also where registration is closed, or the name reserved.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = RegisterRequest.class)))
    ResponseEntity<ManagedUserResponse> create(Caller caller, @RequestBody(required = false) byte @Nullable [] body) {
        caller.requireAdmin();
        NewAccount request = JsonBody.read(body, caller.zone(), AccountRequests::register);
        Origin origin = Origin.ofAdmin(caller.userId(), Ids.newId(), RequestIds.current());
        Account account = accounts.register(request, origin);
        return ResponseEntity.created(URI.create("/api/v1/admin/users/" + account.userId()))
                .header(RequestIds.CORRELATION_HEADER, origin.correlationId().toString())
                .body(ManagedUserResponse.of(account));
    }

    @PutMapping("/{userId}")
    @Operation(summary = "Change a user", description = "Disable or enable the account, or set a new password.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = ManageUserRequest.class)))
    ResponseEntity<ManagedUserResponse> change(
            Caller caller, @PathVariable UUID userId, @RequestBody(required = false) byte @Nullable [] body) {
        caller.requireAdmin();
        accounts.find(userId).orElseThrow(RejectedException::notFound);
        ManageUserRequest request = JsonBody.read(body, caller.zone(), AccountRequests::manage);
        if (Boolean.FALSE.equals(request.active()) && userId.equals(caller.userId())) {
            throw RejectedException.conflict("An administrator can't disable their own account");
        }
        Origin origin = Origin.ofAdmin(caller.userId(), userId, RequestIds.current());
        accounts.manage(userId, request.password(), request.active(), origin);
        return ResponseEntity.ok()
                .header(RequestIds.CORRELATION_HEADER, origin.correlationId().toString())
                .body(ManagedUserResponse.of(accounts.find(userId).orElseThrow(RejectedException::notFound)));
    }
}
