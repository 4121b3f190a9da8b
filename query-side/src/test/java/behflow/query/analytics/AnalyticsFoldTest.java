package behflow.query.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.RecordedEvent;
import behflow.api.task.TaskState;
import behflow.api.task.TaskStatus;
import behflow.api.task.event.TaskEvent;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What must hold of the rows whatever a user has done. */
class AnalyticsFoldTest {

    private static final DefaultZones UTC = DefaultZones.always(ZoneId.of("UTC"));

    private static OwnerAnalytics fold(List<RecordedEvent> events) {
        OwnerAnalytics fold = new OwnerAnalytics(events.get(0).ownerId(), UTC);
        events.forEach(fold::fold);
        return fold;
    }

    @Property(tries = 150)
    void givenAnyHistory_thenOpenTasksAreConserved(@ForAll long seed) {
        DailyRow before = null;
        for (DailyRow day : fold(RandomHistory.of(seed, 300)).days()) {
            int opening = before == null ? 0 : before.open();
            assertThat(day.open())
                    .isEqualTo(opening
                            + day.arrivals()
                            + day.reopens()
                            + day.restores()
                            - day.completions()
                            - day.deletions());
            assertThat(day.open()).isEqualTo(day.figure(1) + day.figure(2) + day.figure(3));
            if (before != null) {
                assertThat(day.day()).isEqualTo(before.day().plusDays(1));
            }
            before = day;
        }
    }

    @Property(tries = 60)
    void givenAnyHistory_thenEndOfEachDayIsTheStateOfTheTasksThen(@ForAll long seed) {
        List<RecordedEvent> events = RandomHistory.of(seed, 200);
        OwnerAnalytics fold = fold(events);
        Map<Long, LocalDate> dayOf = new HashMap<>();
        fold.changes().forEach(change -> dayOf.put(change.position(), change.day()));
        for (DailyRow day : fold.days()) {
            Map<UUID, TaskState> tasks = new HashMap<>();
            for (RecordedEvent event : events) {
                if (event.payload() instanceof TaskEvent payload
                        && !dayOf.get(event.position()).isAfter(day.day())) {
                    tasks.compute(
                            event.subjectId(),
                            (id, state) -> TaskState.evolve(
                                    state, id, event.ownerId(), payload, event.sequence(), event.timestamp()));
                }
            }
            for (TaskStatus status : TaskStatus.values()) {
                long there = tasks.values().stream()
                        .filter(task -> !task.deleted() && task.status() == status)
                        .count();
                int column = switch (status) {
                    case NOT_STARTED -> 1;
                    case IN_PROGRESS -> 2;
                    case BLOCKED -> 3;
                    case COMPLETED -> 4;
                };
                assertThat(day.figure(column)).as("%s on %s", status, day.day()).isEqualTo((int) there);
            }
        }
    }

    @Property(tries = 100)
    void givenAnyHistory_whenMoreHappensLater_thenFinishedDaysStay(@ForAll long seed) {
        List<RecordedEvent> events = RandomHistory.of(seed, 200);
        Map<LocalDate, DailyRow> whole = new HashMap<>();
        fold(events).days().forEach(day -> whole.put(day.day(), day));
        List<DailyRow> earlier = fold(events.subList(0, 120)).days();
        for (int i = 0; i < earlier.size() - 1; i++) {
            assertThat(whole.get(earlier.get(i).day())).isEqualTo(earlier.get(i));
        }
    }

    @Property(tries = 60)
    void givenAnyHistory_thenVersionsOfATaskFollowWithoutGap_andHoursAreItsAge(@ForAll long seed) {
        OwnerAnalytics fold = fold(RandomHistory.of(seed, 200));
        Map<UUID, TaskVersion> last = new HashMap<>();
        for (TaskVersion version : fold.versions()) {
            TaskVersion before = last.put(version.flow().id(), version);
            if (before != null) {
                assertThat(version.flow().task().updatedAt()).isEqualTo(before.validTo());
            }
            assertHours(version.flow());
        }
        for (TaskFlow task : fold.tasks()) {
            TaskVersion before = last.get(task.id());
            assertThat(task.task().version())
                    .isEqualTo(before == null ? 0 : before.flow().task().version() + 1);
            if (before != null) {
                assertThat(task.task().updatedAt()).isEqualTo(before.validTo());
            }
            assertHours(task);
        }
    }

    private static void assertHours(TaskFlow flow) {
        TaskFlow.Hours hours = flow.hours();
        double age = TaskFlow.hoursBetween(flow.task().createdAt(), flow.task().updatedAt());
        assertThat(hours.notStarted() + hours.inProgress() + hours.blocked() + hours.completed())
                .isLessThanOrEqualTo(age + 1e-6);
    }
}
