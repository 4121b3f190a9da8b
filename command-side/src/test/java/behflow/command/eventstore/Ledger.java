package behflow.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What writers were told about each event they sent. */
class Ledger {

    final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
    final Set<UUID> refused = ConcurrentHashMap.newKeySet();
    /** Told that this is not known, or not told at all. */
    final Set<UUID> unknown = ConcurrentHashMap.newKeySet();

    /** Ahead of sending them. */
    void tries(Collection<UUID> events) {
        unknown.addAll(events);
    }

    void acknowledged(Collection<UUID> events) {
        acknowledged.addAll(events);
        unknown.removeAll(Set.copyOf(events));
    }

    void refused(Collection<UUID> events) {
        refused.addAll(events);
        unknown.removeAll(Set.copyOf(events));
    }

    /** Every acknowledged event is stored, no refused one is, and nothing that nobody sent. */
    void compare(Set<UUID> stored) {
        assertThat(stored).as("acknowledged and lost").containsAll(acknowledged);
        assertThat(refused).as("refused and stored").doesNotContainAnyElementsOf(stored);
        assertThat(stored)
                .as("stored and never sent")
                .allMatch(id -> acknowledged.contains(id) || unknown.contains(id));
    }

    @Override
    public String toString() {
        return acknowledged.size() + " events acknowledged, " + refused.size() + " refused, " + unknown.size()
                + " unknown";
    }
}
