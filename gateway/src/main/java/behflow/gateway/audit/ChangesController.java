package behflow.gateway.audit;

import behflow.api.audit.query.Cause;
import behflow.api.audit.query.Changes;
import behflow.api.audit.query.FindCause;
import behflow.api.audit.query.ListChanges;
import behflow.api.kernel.RejectedException;
import behflow.api.task.query.PointInTime;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.LogParameters;
import behflow.gateway.kernel.NextPage;
import behflow.gateway.kernel.QueryDoor;
import behflow.gateway.kernel.Takes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Objects;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What differs between two moments, and all that one cause did; of the caller's own log only. */
@RestController
@RequestMapping("/api/v1/changes")
@Tag(name = "History")
class ChangesController {

    /** So many tasks have been whole answers: clients that know of no pages get them so. */
    private static final int PAGE_MAXIMUM = 1_000;

    private final QueryDoor queries;
    private final ChangeResponses responses;

    ChangesController(QueryDoor queries, ChangeResponses responses) {
        this.queries = queries;
        this.responses = responses;
    }

    @GetMapping
    @Takes(
            value = {"limit", "cursor"},
            most = PAGE_MAXIMUM,
            standard = PAGE_MAXIMUM)
    @Operation(
            summary = "What changed between two moments",
            description = "What differs between the two states of the caller's tasks, each field once, under the cause"
                    + " that wrote it last. Applied to the first state, all of it gives the second. At most 1,000 tasks a"
                    + " page, in the order in which they were first changed: a cause stands on every page that has one of"
                    + " its tasks, and the next pages end where the first one did.")
    @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            required = true,
            description = "A position of the log, or an instant")
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "A position or an instant; the present where absent")
    ResponseEntity<ChangeResponses.Between> between(
            Caller caller, @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
        LogParameters reader = new LogParameters(parameters, caller.zone());
        PointInTime from = reader.point("from");
        PointInTime to = reader.point("to");
        Integer limit = reader.limit(PAGE_MAXIMUM);
        reader.check();
        if (from == null) {
            throw RejectedException.invalid("from", "from is required.");
        }
        Changes changes = queries.ask(
                new ListChanges(
                        caller.userId(),
                        from,
                        to,
                        Objects.requireNonNullElse(limit, PAGE_MAXIMUM),
                        parameters.getFirst("cursor")),
                Changes.class);
        return NextPage.ok(changes.nextCursor()).body(responses.between(changes));
    }

    @GetMapping("/{correlationId}")
    @Takes(
            value = {"limit", "cursor"},
            most = PAGE_MAXIMUM,
            standard = PAGE_MAXIMUM)
    @Operation(
            summary = "What one cause did",
            description =
                    "All that one request, chat turn or process run did: its events, and what they changed in each"
                            + " task; at most 1,000 tasks a page, each with all of its events.")
    ResponseEntity<ChangeResponses.OfCause> cause(
            Caller caller,
            @PathVariable UUID correlationId,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters) {
        LogParameters reader = new LogParameters(parameters, caller.zone());
        Integer limit = reader.limit(PAGE_MAXIMUM);
        Cause cause = queries.find(
                new FindCause(
                        caller.userId(),
                        correlationId,
                        Objects.requireNonNullElse(limit, PAGE_MAXIMUM),
                        parameters.getFirst("cursor")),
                Cause.class);
        if (cause == null) {
            throw RejectedException.notFound();
        }
        reader.check();
        return NextPage.ok(cause.nextCursor()).body(responses.of(cause));
    }
}
