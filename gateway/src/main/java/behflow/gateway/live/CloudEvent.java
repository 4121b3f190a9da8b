package behflow.gateway.live;

import behflow.gateway.audit.EventResponse;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as sockets and streams carry it: CloudEvents 1.0, JSON format.
 *
 * @param id       the event's; of the first frame one of its own
 * @param source   {@code /behflow/} and the owner's id
 * @param type     the event's dotted name
 * @param subject  the task, process or session
 * @param sequence the position in the owner's log
 */
@Schema(name = "CloudEvent")
@JsonInclude(JsonInclude.Include.NON_NULL)
record CloudEvent(
        String specversion,
        String id,
        String source,
        String type,
        @Nullable String subject,
        @Nullable String time,
        long sequence,
        String datacontenttype,
        @Nullable EventResponse data) {

    static CloudEvent of(UUID owner, EventResponse event) {
        return new CloudEvent(
                "1.0",
                event.eventId(),
                "/behflow/" + owner,
                event.type(),
                event.subjectId(),
                event.timestamp(),
                event.position(),
                "application/json",
                event);
    }

    /** The first frame: from which position on events follow. */
    static CloudEvent ready(UUID owner, long position) {
        return new CloudEvent(
                "1.0",
                UUID.randomUUID().toString(),
                "/behflow/" + owner,
                "feed.ready",
                null,
                null,
                position,
                "application/json",
                null);
    }
}
