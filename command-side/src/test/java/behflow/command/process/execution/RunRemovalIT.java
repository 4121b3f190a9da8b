package behflow.command.process.execution;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.command.eventstore.EventRows;
import behflow.command.eventstore.StoreFixture;
import java.sql.Connection;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The row of a run that is over goes with its last event, and holds up nobody's while somebody else has it. */
class RunRemovalIT {

    @Test
    void givenRunThatIsBeingCancelled_whenRemoved_thenNotWaitedForAndNotLost() throws Exception {
        UUID run = UUID.randomUUID();
        EventRows removal = RunTable.removal(run);
        try (StoreFixture fixture = new StoreFixture();
                Connection follower = fixture.database().dataSource().getConnection();
                Connection append = fixture.database().dataSource().getConnection()) {
            fixture.database()
                    .execute("insert into process.run (execution_id, owner_id, process_id, cause, causation_id,"
                            + " request_id, depth, urgent) values ('" + run + "', '" + run + "', '" + run + "', '{}', '"
                            + run + "', '" + run + "', 0, false)");
            follower.setAutoCommit(false);
            follower.createStatement().execute("update process.run set cancel = true");

            assertThat(removal.tryWrite(append)).isFalse();
            follower.commit();
            assertThat(removal.tryWrite(append)).isTrue();
            assertThat(fixture.number("select count(*) from process.run")).isZero();
            assertThat(removal.tryWrite(append)).as("of a run that has no row").isTrue();
        }
    }
}
