package behflow.gateway.account;

import behflow.api.account.Accounts;
import behflow.api.audit.ErasureBasis;
import behflow.api.audit.ErasureReport;
import behflow.api.audit.command.EraseAccount;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.gateway.account.AccountRequests.EraseAccountRequest;
import behflow.gateway.account.AccountResponses.AccountErasureResponse;
import behflow.gateway.kernel.Backups;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.JsonBody;
import behflow.gateway.kernel.NeverKept;
import behflow.gateway.kernel.RequestIds;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes accounts away, with all personal text of their logs. Its sessions end, and so do its sockets. */
@RestController
@Tag(name = "Accounts")
class AccountErasureController {

    private static final String WHAT =
            "The account, its sessions and settings, and every name, description, tag and message of"
                    + " its log are gone for good; that something happened, and when, stays, so that the log still verifies."
                    + " The answer says until when backups may hold the rest.";

    private final Accounts accounts;
    private final CommandDoor commands;
    private final ClientAddress addresses;
    private final Backups backups;

    AccountErasureController(Accounts accounts, CommandDoor commands, ClientAddress addresses, Backups backups) {
        this.accounts = accounts;
        this.commands = commands;
        this.addresses = addresses;
        this.backups = backups;
    }

    @DeleteMapping("/me")
    @Operation(summary = "Erase the account", description = WHAT)
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = EraseAccountRequest.class)))
    ResponseEntity<AccountErasureResponse> delete(
            Caller caller,
            HttpServletRequest http,
            @org.springframework.web.bind.annotation.RequestBody(required = false) byte @Nullable [] body) {
        return eraseOwn(caller, http, body);
    }

    @NeverKept
    @PostMapping("/me/erase")
    @Operation(summary = "Erase the account, where a client or proxy drops the body of a DELETE", description = WHAT)
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = EraseAccountRequest.class)))
    ResponseEntity<AccountErasureResponse> erase(
            Caller caller,
            HttpServletRequest http,
            @org.springframework.web.bind.annotation.RequestBody(required = false) byte @Nullable [] body) {
        return eraseOwn(caller, http, body);
    }

    @DeleteMapping("/api/v1/admin/users/{userId}")
    @Operation(summary = "Erase a user", description = WHAT + " One's own account is erased by DELETE /me.")
    @Tag(name = "Administration")
    ResponseEntity<AccountErasureResponse> eraseUser(Caller caller, @PathVariable UUID userId) {
        caller.requireAdmin();
        accounts.find(userId).orElseThrow(RejectedException::notFound);
        if (userId.equals(caller.userId())) {
            throw RejectedException.conflict("One's own account is erased by DELETE /me, with its password");
        }
        return erase(userId, ErasureBasis.ADMINISTRATOR, Origin.ofAdmin(caller.userId(), userId, RequestIds.current()));
    }

    private ResponseEntity<AccountErasureResponse> eraseOwn(
            Caller caller, HttpServletRequest http, byte @Nullable [] body) {
        EraseAccountRequest request = JsonBody.read(body, caller.zone(), AccountRequests::erase);
        if (!accounts.passwordMatches(caller.userId(), request.password(), addresses.of(http))) {
            throw RejectedException.invalid("password", "password is not the present password.");
        }
        return erase(caller.userId(), ErasureBasis.REQUEST, caller.origin());
    }

    private ResponseEntity<AccountErasureResponse> erase(UUID userId, ErasureBasis basis, Origin origin) {
        ErasureReport report = commands.send(new EraseAccount(userId, basis), origin);
        return ResponseEntity.ok()
                .header(RequestIds.CORRELATION_HEADER, origin.correlationId().toString())
                .body(new AccountErasureResponse(
                        userId.toString(),
                        report.basis(),
                        report.position(),
                        report.positions(),
                        backups.until().toString()));
    }
}
