package behflow.command.process.automation;

import behflow.api.kernel.BinaryArrays;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.RecordedEvent;
import behflow.api.process.ProcessState;
import behflow.api.process.TriggerType;
import behflow.command.process.execution.ProcessVersions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code process.event_trigger} for the owners of one batch: the processes that events start, as they were at each event. Of an
 * owner who was never here they are folded from the log.
 */
final class TriggerTable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Connection connection;
    private final EventLog log;
    private final Map<UUID, Map<UUID, ProcessState>> owners = new HashMap<>();

    private TriggerTable(Connection connection, EventLog log) {
        this.connection = connection;
        this.log = log;
    }

    /** @param events in order for each owner */
    static TriggerTable of(Connection connection, EventLog log, List<RecordedEvent> events) throws SQLException {
        TriggerTable table = new TriggerTable(connection, log);
        Map<UUID, Long> first = new LinkedHashMap<>();
        events.forEach(event -> first.putIfAbsent(event.ownerId(), event.position()));
        Set<UUID> known = table.readKnown(first.keySet());
        table.read(known);
        for (Map.Entry<UUID, Long> owner : first.entrySet()) {
            if (!known.contains(owner.getKey())) {
                table.make(owner.getKey(), owner.getValue() - 1);
            }
        }
        return table;
    }

    /** Active, event-based processes of an owner, as of the last event of a process that was handed to {@link #follow}. */
    Collection<ProcessState> of(UUID owner) {
        return List.copyOf(owners.getOrDefault(owner, Map.of()).values());
    }

    /** A process has changed. */
    void follow(RecordedEvent event) throws SQLException {
        keep(fold(event.subjectId(), event.sequence()));
    }

    private void make(UUID owner, long upTo) throws SQLException {
        owners.put(owner, new LinkedHashMap<>());
        try (PreparedStatement mark = connection.prepareStatement(
                "insert into process.event_trigger_owner (owner_id) values (?) on conflict do nothing")) {
            mark.setObject(1, owner);
            mark.executeUpdate();
        }
        Map<UUID, Long> last = new LinkedHashMap<>();
        if (upTo > 0 && !erased(owner)) {
            log.readLatest(owner, "process", upTo)
                    .forEach(event -> last.merge(event.subjectId(), event.sequence(), Long::max));
        }
        for (Map.Entry<UUID, Long> process : last.entrySet()) {
            keep(fold(process.getKey(), process.getValue()));
        }
    }

    /** What an erasure left of conditions would hold for everything. Nothing comes after it in a log. */
    private boolean erased(UUID owner) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select e.type from eventstore.log_head h"
                + " join eventstore.event e on e.owner_id = h.owner_id and e.position = h.position"
                + " where h.owner_id = ?")) {
            select.setObject(1, owner);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getString(1).equals("account.erased");
            }
        }
    }

    private ProcessState fold(UUID processId, long version) {
        return new ProcessVersions(log)
                .upTo(processId, version)
                .filter(state -> state.version() == version)
                .orElseThrow(
                        () -> new IllegalStateException("Process %s has no event %d".formatted(processId, version)));
    }

    private void keep(ProcessState process) throws SQLException {
        Map<UUID, ProcessState> own = owners.computeIfAbsent(process.ownerId(), id -> new LinkedHashMap<>());
        if (process.active() && !process.deleted() && process.rule().trigger() == TriggerType.EVENT_BASED) {
            own.put(process.processId(), process);
            try (PreparedStatement upsert = connection.prepareStatement("insert into process.event_trigger"
                    + " (process_id, owner_id, version, process) values (?, ?, ?, ?) on conflict (process_id) do update"
                    + " set version = excluded.version, process = excluded.process")) {
                upsert.setObject(1, process.processId());
                upsert.setObject(2, process.ownerId());
                upsert.setLong(3, process.version());
                upsert.setString(4, JSON.writeValueAsString(process));
                upsert.executeUpdate();
            }
        } else if (own.remove(process.processId()) != null) {
            try (PreparedStatement delete =
                    connection.prepareStatement("delete from process.event_trigger where process_id = ?")) {
                delete.setObject(1, process.processId());
                delete.executeUpdate();
            }
        }
    }

    private Set<UUID> readKnown(Collection<UUID> ids) throws SQLException {
        Set<UUID> known = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select owner_id from process.event_trigger_owner where owner_id = any (?)")) {
            select.setArray(1, BinaryArrays.ids(connection, ids));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    known.add(row.getObject(1, UUID.class));
                }
            }
        }
        return known;
    }

    private void read(Set<UUID> known) throws SQLException {
        if (known.isEmpty()) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement(
                "select process from process.event_trigger where owner_id = any (?) order by process_id")) {
            select.setArray(1, BinaryArrays.ids(connection, known));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ProcessState process = JSON.readValue(row.getString(1), ProcessState.class);
                    owners.computeIfAbsent(process.ownerId(), id -> new LinkedHashMap<>())
                            .put(process.processId(), process);
                }
            }
        }
    }
}
