package behflow.query.audit;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.audit.query.Changes;
import behflow.api.audit.query.ListChanges;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.Ids;
import behflow.api.task.query.PointInTime.AsOf;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What only a write under way can show; the rest is looked at over HTTP. */
class ChangesQueryHandlerTest {

    private long head = 5;

    @Test
    void givenWriteUnderWay_whenChangesSinceAnInstantWaitForIt_thenTheyEndWithIt() {
        Changes changes = new ChangesQueryHandler(log())
                .changes(new ListChanges(Ids.newId(), new AsOf(Instant.now()), null, 10, null));
        assertThat(changes.from()).isEqualTo(6);
        assertThat(changes.to()).isEqualTo(6);
    }

    /** A log in which a write is stored while the position of an instant is looked up. */
    private EventLog log() {
        return (EventLog) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {EventLog.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "head" -> new EventLog.Head(Ids.newId(), head, new byte[32]);
                    case "positionAt" -> OptionalLong.of(++head);
                    case "subjects" -> List.of();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
