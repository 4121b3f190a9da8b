package behflow.query.analytics;

import behflow.api.kernel.EventLog;
import behflow.api.kernel.RecordedEvent;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** The log of one owner, from memory: what reports and rebuilds ask of it. */
final class MemoryLog {

    private final List<RecordedEvent> events;

    MemoryLog(List<RecordedEvent> events) {
        this.events = events;
    }

    EventLog log() {
        return (EventLog) Proxy.newProxyInstance(
                MemoryLog.class.getClassLoader(), new Class<?>[] {EventLog.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("positionAt")) {
                        return positionAt((UUID) arguments[0], (Instant) arguments[1]);
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private OptionalLong positionAt(UUID owner, Instant instant) {
        return OptionalLong.of(events.stream()
                .filter(event ->
                        event.ownerId().equals(owner) && !event.timestamp().isAfter(instant))
                .count());
    }
}
