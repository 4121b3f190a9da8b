package behflow.command.process.schedule;

import behflow.api.kernel.Ids;
import behflow.api.process.ProcessState;
import behflow.api.process.query.FindProcess;
import behflow.api.process.query.ListProcesses;
import behflow.api.process.query.ListTimedProcesses;
import behflow.api.process.query.ProcessPage;
import behflow.api.process.query.ProcessView;
import behflow.api.process.query.TimedProcesses;
import behflow.api.process.query.TimedProcesses.TimedProcess;
import behflow.command.process.OwnerZones;
import behflow.command.process.execution.Messenger;
import behflow.command.process.trigger.Schedules;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes timers from processes as they are now: again and again the same, so that any that is missing or wrong is mended. */
final class TimerPlanner {

    private static final int PAGE = 500;

    private final Messenger messenger;
    private final TimerTable timers;
    private final ZonesInUse zonesInUse;
    private final OwnerZones zones;
    private final Alarms alarms;
    private final Clock clock;

    TimerPlanner(
            Messenger messenger,
            TimerTable timers,
            ZonesInUse zonesInUse,
            OwnerZones zones,
            Alarms alarms,
            Clock clock) {
        this.messenger = messenger;
        this.timers = timers;
        this.zonesInUse = zonesInUse;
        this.zones = zones;
        this.alarms = alarms;
        this.clock = clock;
    }

    /** One process may have changed. */
    void plan(UUID processId) {
        ProcessView view = messenger.ask(new FindProcess(processId, Ids.INSTALLATION), ProcessView.class);
        if (view == null) {
            timers.removeAll(processId);
            return;
        }
        ProcessState process = view.state();
        Set<ZoneId> wanted = process.builtIn() ? zonesInUse.all() : Set.of(zone(process, null));
        plan(process, wanted, timers.of(List.of(processId)).getOrDefault(processId, List.of()));
    }

    /** A user went to another zone: their own processes may go with them, and built-in ones have to reach it. */
    void planOwner(UUID ownerId) {
        ProcessPage page = Objects.requireNonNull(
                messenger.ask(new ListProcesses(ownerId, null, null), ProcessPage.class),
                "A list of processes is never null");
        page.processes().forEach(view -> plan(view.state().processId()));
    }

    /** Users may have come to zones where nobody was. */
    void planBuiltIns() {
        planOwner(Ids.INSTALLATION);
    }

    /** @param changedSince null for all there are */
    void planAll(@Nullable Instant changedSince) {
        Set<ZoneId> everywhere = zonesInUse.all();
        UUID after = null;
        List<TimedProcess> page;
        do {
            page = Objects.requireNonNull(
                            messenger.ask(new ListTimedProcesses(changedSince, after, PAGE), TimedProcesses.class),
                            "A list of processes is never null")
                    .processes();
            Map<UUID, List<Timer>> present = timers.of(
                    page.stream().map(process -> process.state().processId()).toList());
            for (TimedProcess process : page) {
                ProcessState state = process.state();
                Set<ZoneId> wanted = state.builtIn() ? everywhere : Set.of(zone(state, process.ownerZone()));
                plan(state, wanted, present.getOrDefault(state.processId(), List.of()));
                after = state.processId();
            }
        } while (page.size() == PAGE);
    }

    private void plan(ProcessState process, Set<ZoneId> zonesWanted, List<Timer> present) {
        Optional<String> timing = Timings.of(process);
        if (timing.isEmpty()) {
            if (!present.isEmpty()) {
                timers.removeAll(process.processId());
            }
            return;
        }
        Set<String> wanted = new LinkedHashSet<>();
        for (ZoneId zone : zonesWanted) {
            wanted.add(zone.getId());
            boolean there = present.stream()
                    .anyMatch(timer ->
                            timer.zone().equals(zone.getId()) && timer.timing().equals(timing.get()));
            if (!there) {
                put(process, zone, timing.get(), present.isEmpty());
            }
        }
        present.stream()
                .map(Timer::zone)
                .filter(zone -> !wanted.contains(zone))
                .forEach(zone -> timers.remove(process.processId(), zone));
    }

    /**
     * A user's own process without any timer is due from its last change on: it is new, or its timer was lost, and then a run
     * that took place already is known by its key. A changed timing or zone counts from now.
     */
    private void put(ProcessState process, ZoneId zone, String timing, boolean none) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant from = none && !process.builtIn() && process.updatedAt().isBefore(now) ? process.updatedAt() : now;
        Instant next = Schedules.of(process.rule(), process.createdAt(), zone)
                .next(from)
                .orElse(null);
        timers.put(new Timer(process.processId(), zone.getId(), process.ownerId(), timing, from, next));
        if (next != null) {
            alarms.at(next);
        }
    }

    private ZoneId zone(ProcessState process, @Nullable String ownerZone) {
        if (process.rule().timezone() != null) {
            return ZoneId.of(process.rule().timezone());
        }
        return ownerZone == null ? zones.of(process.ownerId()) : ZoneId.of(ownerZone);
    }
}
