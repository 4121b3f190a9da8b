package behflow.gateway.live;

import behflow.api.kernel.RecordedEvent;
import java.io.IOException;
import java.util.List;

/** One client of the feed, whatever carries it. Calls come one at a time; only {@link #close} may come during another. */
interface Subscriber {

    /** Whether the client wants this event. */
    boolean wants(RecordedEvent event);

    /**
     * Sends events in order; returns when the transport has taken them.
     *
     * @throws IOException where the client is gone, or was closed meanwhile
     */
    void send(List<CloudEvent> events) throws IOException;

    /** A sign of life. */
    void heartbeat() throws IOException;

    /** Ends the connection, and says why where that is possible. A call under way ends with it, or soon after. */
    void close(Reason reason);

    enum Reason {
        /** The session ended or expired, or its account was disabled. */
        SESSION_ENDED,
        /** The client does not read as fast as events come. */
        TOO_SLOW,
        /** The log ends before the client's place: it was cut or is another one. */
        BEYOND_HEAD,
        /** The client is gone. */
        GONE,
        /** The service stops; come back. */
        STOPPING,
        /** The feed could not be read. */
        FAILED
    }
}
