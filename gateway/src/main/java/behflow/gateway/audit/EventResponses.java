package behflow.gateway.audit;

import behflow.api.audit.EventChanges;
import behflow.api.audit.LoggedEvent;
import behflow.api.audit.query.FindNames;
import behflow.api.audit.query.Names;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RecordedEvent;
import behflow.gateway.kernel.Instants;
import behflow.gateway.kernel.QueryDoor;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes the one shape of events, for history, causes and the feed; names are joined here, because the log holds ids. */
@Component
public class EventResponses {

    private static final HexFormat HEX = HexFormat.of();

    private final QueryDoor queries;

    public EventResponses(QueryDoor queries) {
        this.queries = queries;
    }

    /**
     * The events in the same order.
     *
     * @param withSubject whether they say what they are about, as they do in the feed
     * @param withProof   whether they carry what it takes to compute their hash again
     */
    public List<EventResponse> of(Collection<LoggedEvent> events, boolean withSubject, boolean withProof) {
        Names names = names(events.stream().map(LoggedEvent::event).toList());
        return events.stream()
                .map(event -> of(event, names, withSubject, withProof))
                .toList();
    }

    /** Who and why, of many events. */
    Names names(Collection<RecordedEvent> events) {
        Set<UUID> users = events.stream().map(e -> e.origin().userId()).collect(Collectors.toSet());
        Set<UUID> sessions = events.stream()
                .map(e -> e.origin().chatSessionId())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return queries.ask(new FindNames(users, sessions), Names.class);
    }

    private static EventResponse of(LoggedEvent logged, Names names, boolean withSubject, boolean withProof) {
        RecordedEvent event = logged.event();
        return new EventResponse(
                event.eventId().toString(),
                withSubject ? event.subjectId().toString() : null,
                event.sequence(),
                event.position(),
                HEX.formatHex(logged.entry().hash()),
                logged.entry().type(),
                Instants.micros(event.timestamp()),
                actor(event.origin(), names),
                cause(event.origin(), names),
                Values.changes(EventChanges.of(event.payload())),
                EventChanges.erased(event.payload()),
                withProof ? proof(logged.entry()) : null);
    }

    static EventResponse.Actor actor(Origin origin, Names names) {
        return new EventResponse.Actor(
                origin.actor().wire(), origin.userId().toString(), names.users().get(origin.userId()));
    }

    static EventResponse.Cause cause(Origin origin, Names names) {
        UUID session = origin.chatSessionId();
        return new EventResponse.Cause(
                origin.correlationId().toString(),
                text(origin.causationId()),
                session == null ? null : names.chatSessions().getOrDefault(session, session.toString()),
                text(origin.messageId()),
                text(origin.executionId()));
    }

    private static EventResponse.Proof proof(LogEntry entry) {
        return new EventResponse.Proof(
                entry.ownerId().toString(),
                entry.subjectId().toString(),
                entry.sequence(),
                entry.revision(),
                entry.timestampMicros(),
                HEX.formatHex(entry.previousHash()),
                new String(entry.metadata(), StandardCharsets.UTF_8),
                new String(entry.payload(), StandardCharsets.UTF_8),
                entry.salt() == null ? null : HEX.formatHex(entry.salt()),
                HEX.formatHex(entry.commitment()));
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }
}
