package behflow.command.process.schedule;

import behflow.api.kernel.Ids;
import behflow.api.kernel.RejectedException;
import behflow.api.process.ProcessState;
import behflow.api.process.query.FindProcess;
import behflow.api.process.query.FindProcesses;
import behflow.api.process.query.ListProcesses;
import behflow.api.process.query.ListTimedProcesses;
import behflow.api.process.query.ProcessPage;
import behflow.api.process.query.ProcessView;
import behflow.api.process.query.TimedProcesses;
import behflow.api.process.query.TimedProcesses.TimedProcess;
import behflow.command.process.OwnerZones;
import behflow.command.process.execution.Messenger;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes timers from processes as they are now: again and again the same, so that any that is missing or wrong is mended. */
final class TimerPlanner {

    private static final Logger LOG = LoggerFactory.getLogger(TimerPlanner.class);

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
        page.processes()
                .forEach(view -> guarded(view.state(), () -> plan(view.state().processId())));
    }

    /** Users may have gone to other zones without anyone's telling the clockwork. */
    void planMoved() {
        List<UUID> elsewhere = timers.elsewhere(zones.standard());
        for (int i = 0; i < elsewhere.size(); i += PAGE) {
            Set<UUID> ids = new HashSet<>(elsewhere.subList(i, Math.min(i + PAGE, elsewhere.size())));
            Map<UUID, List<Timer>> present = timers.of(ids);
            Objects.requireNonNull(
                            messenger.ask(new FindProcesses(ids), ProcessPage.class),
                            "A list of processes is never null")
                    .processes()
                    .stream()
                    .map(ProcessView::state)
                    .filter(process -> process.rule().timezone() == null)
                    .forEach(process -> guarded(
                            process,
                            () -> plan(
                                    process,
                                    Set.of(zone(process, null)),
                                    present.getOrDefault(process.processId(), List.of()))));
        }
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
                guarded(state, () -> {
                    Set<ZoneId> wanted = state.builtIn() ? everywhere : Set.of(zone(state, process.ownerZone()));
                    plan(state, wanted, present.getOrDefault(state.processId(), List.of()));
                });
                after = state.processId();
            }
        } while (page.size() == PAGE);
    }

    /** One whose rule can't be planned is not in the way of the others; a database that is away is no matter of a rule. */
    private static void guarded(ProcessState process, Runnable plan) {
        try {
            plan.run();
        } catch (DateTimeException | RejectedException e) {
            LOG.error("Process {} can't be planned", process.processId(), e);
        }
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
                put(process, zone, timing.get(), present);
            }
        }
        present.stream()
                .map(Timer::zone)
                .filter(zone -> !wanted.contains(zone))
                .forEach(zone -> timers.remove(process.processId(), zone));
    }

    /**
     * A user's own process is due from its last change on where that made the timer: it is new, or has another timing or zone
     * than before, or its timer was lost, and then a run that took place already is known by its key. Where its owner went to
     * another zone, and for a built-in process, it counts from now.
     */
    private void put(ProcessState process, ZoneId zone, String timing, List<Timer> present) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        boolean changed = process.rule().timezone() != null
                || present.stream().noneMatch(timer -> timer.timing().equals(timing));
        Instant from = changed && !process.builtIn() && process.updatedAt().isBefore(now) ? process.updatedAt() : now;
        Instant next = Timings.next(process, zone, from).orElse(null);
        timers.put(new Timer(process.processId(), zone.getId(), process.ownerId(), timing, from, next));
        if (next != null) {
            alarms.at(next);
        }
    }

    /** Whether the process goes by this zone. */
    boolean inZone(ProcessState process, String zone) {
        return process.builtIn() || zone(process, null).getId().equals(zone);
    }

    private ZoneId zone(ProcessState process, @Nullable String ownerZone) {
        if (process.rule().timezone() != null) {
            return ZoneId.of(process.rule().timezone());
        }
        return ownerZone == null ? zones.of(process.ownerId()) : ZoneId.of(ownerZone);
    }
}
