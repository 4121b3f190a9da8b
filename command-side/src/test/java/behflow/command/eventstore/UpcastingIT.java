package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.Ids;
import behflow.api.kernel.LogEntry;
import behflow.api.kernel.RecordedEvent;
import behflow.api.process.event.ProcessDeactivated;
import behflow.api.process.event.ProcessDescribed;
import behflow.api.process.event.ProcessDescribed.TextChange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event of an older revision, read by every way that leads to the log. */
class UpcastingIT {

    private static final String OLD = "{\"from_name\":\"Mine\",\"to_name\":\"Ours\",\"from_description\":\"Long\","
            + "\"to_description\":\"Long\"}";
    private static final ProcessDescribed TODAY = new ProcessDescribed(new TextChange("Mine", "Ours"), null);

    private StoreFixture fixture;
    private EventStoreNode node;
    private final UUID owner = Ids.newId();
    private final UUID process = Ids.newId(owner);

    @BeforeEach
    void start() throws Exception {
        fixture = new StoreFixture();
        node = fixture.node(List.of(), RevisionUpcaster.all());
        node.engine().appendEvents(StoreFixture.messages(owner, process, 0, new ProcessDeactivated()));
        append("process.described", "1", OLD);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void givenOldRevision_whenReadByAggregateStreamAndLog_thenTodaysShape() throws Exception {
        assertThat(node.eventStore().readEvents(process.toString()).asStream())
                .extracting(event -> (Object) event.getPayload())
                .containsExactly(new ProcessDeactivated(), TODAY);
        assertThat(node.eventLog().read(owner, 0, Long.MAX_VALUE, 10))
                .extracting(RecordedEvent::payload)
                .containsExactly(new ProcessDeactivated(), TODAY);
        try (var stream = node.eventStore().openStream(null)) {
            for (DomainEvent expected : List.of(new ProcessDeactivated(), TODAY)) {
                assertThat(stream.hasNextAvailable(5, TimeUnit.SECONDS)).isTrue();
                assertThat(stream.nextAvailable().getPayload()).isEqualTo(expected);
            }
        }
    }

    @Test
    void givenOldRevision_whenItsEntryIsRead_thenTheBytesThatWereHashed() {
        LogEntry entry =
                node.eventLog().readEntries(owner, 1, Long.MAX_VALUE, 10).get(0);
        assertThat(new String(entry.payload(), StandardCharsets.UTF_8)).isEqualTo(OLD);
        assertThat(LogEntry.sha256(entry.entry())).isEqualTo(entry.hash());
        assertThat(node.eventLog().event(entry).payload()).isEqualTo(TODAY);
    }

    @Test
    void givenRevisionThatNobodyReads_whenANodeOrACommandStarts_thenRefusedByName() throws Exception {
        try (EventStoreNode later = fixture.node(List.of(), RevisionUpcaster.all())) {
            assertThat(later.eventLog().head(owner).position()).isEqualTo(2);
        }
        append("process.described", "9", "{}");
        assertThatThrownBy(() -> fixture.node(List.of(), RevisionUpcaster.all()))
                .hasMessageContaining("process.described (revision 9)");
        assertThatThrownBy(() -> new PostgresEventLogs().open(fixture.pool(2)))
                .hasMessageContaining("process.described (revision 9)");
    }

    private void append(String type, String revision, String payload) {
        Appendable event = PostgresEventStorageEngine.appendable(
                StoreFixture.messages(
                                owner,
                                process,
                                node.engine()
                                                .lastSequenceNumberFor(process.toString())
                                                .orElseThrow()
                                        + 1,
                                TODAY)
                        .get(0),
                node.serializer());
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        node.appender()
                .append(new AppendUnit(List.of(new Appendable(
                        event.eventId(),
                        event.subjectId(),
                        event.sequence(),
                        type,
                        revision,
                        event.timestampMicros(),
                        bytes,
                        event.metadata(),
                        event.salt(),
                        LogEntry.commitment(event.salt(), bytes),
                        event.event(),
                        event.origin()))));
    }
}
