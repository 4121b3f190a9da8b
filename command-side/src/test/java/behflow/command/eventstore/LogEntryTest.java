package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.LogEntry;
import behflow.command.eventstore.LogVectors.Vector;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogEntryTest {

    @Test
    void givenVectorsOfTheSpecification_whenHashed_thenEveryByteIsTheirs() {
        List<Vector> vectors = LogVectors.read();

        assertThat(vectors).hasSize(2);
        for (Vector vector : vectors) {
            LogEntry entry = vector.logEntry();
            assertThat(LogEntry.commitment(entry.salt(), entry.payload())).isEqualTo(entry.commitment());
            assertThat(entry.entry()).isEqualTo(vector.entry());
            assertThat(LogEntry.sha256(entry.entry())).isEqualTo(entry.hash());
        }
        assertThat(vectors.get(1).logEntry().previousHash())
                .isEqualTo(vectors.get(0).logEntry().hash());
    }
}
