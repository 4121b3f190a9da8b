package behflow.gateway.audit;

import behflow.api.audit.LogProof;
import behflow.api.kernel.RejectedException;
import behflow.gateway.kernel.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.HexFormat;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The proof of the caller's own log: whoever keeps one head can check ever after that the log still contains it. */
@RestController
@RequestMapping("/api/v1/log")
@Tag(name = "Log")
class LogController {

    private final LogProof proof;

    LogController(LogProof proof) {
        this.proof = proof;
    }

    @Schema(name = "LogHead")
    record HeadResponse(
            @JsonProperty("owner_id") @Schema(format = "uuid")
            String ownerId,

            long position,

            @Schema(description = "Of the last entry, lower-case hexadecimal")
            String hash,

            @Schema(description = "A C2SP signed note of log, position and hash")
            String note) {}

    @Schema(name = "LogKey")
    record KeyResponse(
            @Schema(description = "A C2SP verifier key, Ed25519")
            String key) {}

    @Schema(name = "LogConsistency")
    record ConsistencyResponse(boolean consistent) {}

    @GetMapping("/head")
    @Operation(
            summary = "Head of the log",
            description = "Position and hash of the last entry, signed. Keep it: it is a witness.")
    HeadResponse head(Caller caller) {
        LogProof.SignedHead head = proof.head(caller.userId());
        return new HeadResponse(
                head.ownerId().toString(), head.position(), HexFormat.of().formatHex(head.hash()), head.note());
    }

    @GetMapping("/key")
    @Operation(summary = "Key of the log", description = "What verifies the signed heads of this installation.")
    KeyResponse key(Caller caller) {
        return new KeyResponse(proof.key());
    }

    @GetMapping("/verify")
    @Operation(
            summary = "Compare with the log",
            description = "Whether the log has this hash at this position; false beyond its head.")
    ConsistencyResponse verify(Caller caller, @RequestParam long position, @RequestParam String hash) {
        if (!hash.matches("[0-9a-fA-F]{64}")) {
            throw RejectedException.invalid("hash", "hash must be 64 hexadecimal digits.");
        }
        return new ConsistencyResponse(
                proof.consistent(caller.userId(), position, HexFormat.of().parseHex(hash)));
    }
}
