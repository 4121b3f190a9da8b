package behflow.command.process.execution;

import behflow.api.process.RunCause;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.UUID;

/** What is fixed for a whole run. */
record RunContext(
        UUID ownerId,
        UUID processId,
        UUID executionId,
        RunCause cause,
        Instant now,
        ZoneId zone,
        Map<String, Object> parameters) {}
