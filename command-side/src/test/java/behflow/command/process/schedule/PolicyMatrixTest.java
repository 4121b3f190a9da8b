package behflow.command.process.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.process.OverlapPolicy;
import behflow.api.process.ProcessRule;
import behflow.command.process.execution.Overlap;
import behflow.command.process.trigger.Schedule;
import behflow.command.process.trigger.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Overlap × catch-up × changes of the clock, minute by minute over five days: what the real rules do with a schedule, nodes
 * that are down now and then and runs that last, against an oracle that knows minutes and a table of cases only.
 */
class PolicyMatrixTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Set<LocalTime> TIMES = Set.of(LocalTime.of(2, 30), LocalTime.of(3, 30), LocalTime.of(14, 30));
    private static final String CRON = "30 2,3,14 * * *";

    static Stream<Arguments> matrix() {
        List<Arguments> all = new ArrayList<>();
        for (String start : List.of("2026-03-27T12:00:00Z", "2026-10-23T12:00:00Z", "2026-06-12T12:00:00Z")) {
            for (OverlapPolicy overlap : OverlapPolicy.values()) {
                for (Duration window : List.of(Duration.ZERO, Duration.ofHours(2), Duration.ofDays(1))) {
                    for (Duration down : List.of(Duration.ZERO, Duration.ofMinutes(95), Duration.ofDays(3))) {
                        for (Duration lasts :
                                List.of(Duration.ofMinutes(20), Duration.ofMinutes(70), Duration.ofHours(40))) {
                            all.add(Arguments.of(start, overlap, window, down, lasts));
                        }
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void givenPolicies_whenFiveDaysPass_thenTheOracleAgrees(
            String start, OverlapPolicy overlap, Duration window, Duration down, Duration lasts) {
        Instant from = Instant.parse(start);
        Instant downFrom = from.plus(Duration.ofHours(36)).plus(Duration.ofMinutes(20));
        List<Instant> up = new ArrayList<>();
        for (Instant t = from; t.isBefore(from.plus(Duration.ofDays(5))); t = t.plusSeconds(60)) {
            if (t.isBefore(downFrom) || !t.isBefore(downFrom.plus(down))) {
                up.add(t);
            }
        }

        assertThat(ours(up, overlap, window, lasts)).isEqualTo(oracle(up, overlap, window, lasts));
    }

    private static List<String> ours(List<Instant> up, OverlapPolicy policy, Duration window, Duration lasts) {
        Schedule schedule = Schedules.of(ProcessRule.scheduled("create_task", Map.of(), CRON), Instant.EPOCH, BERLIN);
        List<String> log = new ArrayList<>();
        List<Run> line = new ArrayList<>();
        Instant doneUntil = up.get(0).minusSeconds(1);
        Instant next = schedule.next(doneUntil).orElseThrow();
        for (Instant now : up) {
            end(line, now, lasts, log);
            if (!next.isAfter(now)) {
                Catchup catchup = Catchup.of(schedule, doneUntil, now, window);
                doneUntil = now;
                next = schedule.next(now).orElseThrow();
                catchup.missed().forEach(due -> log.add("missed " + due));
                catchup.run().ifPresent(due -> accept(line, due, policy, log));
            }
            begin(line, now, log);
        }
        return log;
    }

    private static void accept(List<Run> line, Instant due, OverlapPolicy policy, List<String> log) {
        if (!line.isEmpty()) {
            List<Overlap.InHand> others = line.stream()
                    .map(run -> new Overlap.InHand(run.id, run.began != null, false))
                    .toList();
            Overlap overlap = Overlap.of(policy, false, others);
            for (Run run : List.copyOf(line)) {
                if (overlap.cancelled().contains(run.id)) {
                    log.add("cancelled " + run.due);
                    line.remove(run);
                }
            }
            if (!overlap.accepted()) {
                log.add("skipped " + due);
                return;
            }
        }
        line.add(new Run(due));
    }

    private static List<String> oracle(List<Instant> up, OverlapPolicy policy, Duration window, Duration lasts) {
        TreeSet<Instant> due = new TreeSet<>();
        for (Instant t = up.get(0); t.isBefore(up.get(up.size() - 1).plusSeconds(60)); t = t.plusSeconds(60)) {
            if (TIMES.contains(LocalTime.from(t.atZone(BERLIN))) && !repeated(t)) {
                due.add(t);
            }
            LocalDateTime asBefore = LocalDateTime.ofInstant(t, ZoneOffset.ofHours(1));
            boolean leftOut = BERLIN.getRules().getValidOffsets(asBefore).isEmpty();
            if (leftOut && TIMES.contains(asBefore.toLocalTime())) {
                due.add(t);
            }
        }
        List<String> log = new ArrayList<>();
        List<Run> line = new ArrayList<>();
        for (Instant now : up) {
            end(line, now, lasts, log);
            List<Instant> come = new ArrayList<>(due.headSet(now, true));
            due.removeAll(come);
            for (int i = 0; i < come.size(); i++) {
                Instant at = come.get(i);
                long late = Duration.between(at, now).toMinutes();
                if (i < come.size() - 1 || late > 1 && late > window.toMinutes()) {
                    log.add("missed " + at);
                } else if (line.isEmpty()) {
                    line.add(new Run(at));
                } else if (policy == OverlapPolicy.SKIP || policy == OverlapPolicy.BUFFER_ONE && line.size() > 1) {
                    log.add("skipped " + at);
                } else {
                    if (policy == OverlapPolicy.CANCEL_OTHER) {
                        line.forEach(run -> log.add("cancelled " + run.due));
                        line.clear();
                    }
                    line.add(new Run(at));
                }
            }
            begin(line, now, log);
        }
        return log;
    }

    private static boolean repeated(Instant t) {
        return LocalDateTime.ofInstant(t, BERLIN).equals(LocalDateTime.ofInstant(t.minusSeconds(3_600), BERLIN));
    }

    /** A run that has begun goes on while nodes are down only in so far as another takes it over: here it does. */
    private static void end(List<Run> line, Instant now, Duration lasts, List<String> log) {
        if (!line.isEmpty()
                && line.get(0).began != null
                && !now.isBefore(line.get(0).began.plus(lasts))) {
            log.add("ended " + line.remove(0).due);
        }
    }

    private static void begin(List<Run> line, Instant now, List<String> log) {
        if (!line.isEmpty() && line.get(0).began == null) {
            line.get(0).began = now;
            log.add("began " + line.get(0).due + " at " + now);
        }
    }

    private static final class Run {
        private final UUID id = UUID.randomUUID();
        private final Instant due;
        private @Nullable Instant began;

        private Run(Instant due) {
            this.due = due;
        }
    }
}
