package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.admin.event.BackupRestored;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.task.event.TaskCreated;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.junit.jupiter.api.Test;

/** A node that starts on another cluster than the last one, as after a restore, goes on behind what is stored. */
class RestoredClusterIT extends StoreIT {

    @Test
    void givenRestoredCluster_whenANodeStarts_thenTransactionsGoOnAndTheOrderStays() throws Exception {
        UUID owner = Ids.newId();
        node.appender().append(unit(owner));
        fixture.database().execute("update eventstore.event set tx = tx + 1000000");
        fixture.database().execute("update eventstore.log_head set last_tx = last_tx + 1000000");

        EventStoreNode restored = fixture.node();
        restored.appender().append(unit(owner));

        LogInvariants.check(fixture.database().dataSource());
        assertThat(fixture.number("select value from eventstore.transaction_offset"))
                .isGreaterThan(999_000);
        try (var stream = restored.eventStore().openStream(null)) {
            assertThat(stream.hasNextAvailable(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stream.nextAvailable().getMetaData()).containsEntry("position", "1");
            assertThat(stream.hasNextAvailable(10, TimeUnit.SECONDS)).isTrue();
            TrackedEventMessage<?> note = stream.nextAvailable();
            assertThat(note.getPayload()).isInstanceOf(BackupRestored.class);
            assertThat(note.getMetaData()).containsEntry(Origin.OWNER_ID, Ids.INSTALLATION.toString());
            assertThat(stream.hasNextAvailable(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stream.nextAvailable().getMetaData()).containsEntry("position", "2");
        }
    }

    @Test
    void givenBackupInAnotherDatabaseOfItsCluster_whenNodesStart_thenNotedOnce() throws Exception {
        String notes = "select count(*) from eventstore.event where type = 'installation.backup_restored'";
        UUID owner = Ids.newId();
        node.appender().append(unit(owner));
        fixture.node();
        assertThat(fixture.number(notes)).isZero();
        fixture.database()
                .execute("update eventstore.transaction_offset set cluster = split_part(cluster, '/', 1) || '/1'");

        fixture.node().appender().append(unit(owner));
        fixture.node();

        assertThat(fixture.number(notes)).isOne();
        assertThat(fixture.number("select value from eventstore.transaction_offset"))
                .isZero();
        LogInvariants.check(fixture.database().dataSource());
    }

    /** As an installation that a release set up which did not know where it is. */
    @Test
    void givenClusterThatIsNotKnown_whenANodeStarts_thenNothingIsNoted() throws Exception {
        fixture.database().execute("update eventstore.transaction_offset set cluster = null");

        fixture.node();

        assertThat(fixture.number("select count(*) from eventstore.event")).isZero();
        assertThat(fixture.number("select count(cluster) from eventstore.transaction_offset"))
                .isOne();
    }

    private AppendUnit unit(UUID owner) {
        return StoreFixture.unit(node, owner, Ids.newId(owner), 0, new TaskCreated("Task", "", "low", null, List.of()));
    }
}
