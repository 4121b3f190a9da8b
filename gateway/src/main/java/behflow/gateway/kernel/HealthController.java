package behflow.gateway.kernel;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The specification's "Health Check". */
@RestController
@Tag(name = "Health")
class HealthController {

    private final DatabaseProbe database;
    private final Clock clock;
    private final String version;

    HealthController(DatabaseProbe database, Clock clock, ObjectProvider<BuildProperties> build) {
        this.database = database;
        this.clock = clock;
        BuildProperties properties = build.getIfAvailable();
        this.version = properties == null ? "1.0.0" : properties.getVersion();
    }

    @Schema(name = "Health")
    record HealthResponse(
            @Schema(
                    allowableValues = {"healthy", "unhealthy"},
                    example = "healthy")
            String status,

            @Schema(example = "1.0.0") String version,

            @Schema(format = "date-time", example = "2025-12-18T10:00:00Z")
            String timestamp) {}

    @Public
    @GetMapping("/health")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true, description = "The database answers")
    @ApiResponse(responseCode = "503", useReturnTypeSchema = true, description = "The database does not answer")
    @Operation(summary = "Check the health", description = "503 and `unhealthy` when the database does not answer.")
    ResponseEntity<HealthResponse> health() {
        boolean healthy = database.answers();
        return ResponseEntity.status(healthy ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .body(new HealthResponse(
                        healthy ? "healthy" : "unhealthy", version, Instants.seconds(clock.instant())));
    }
}
