package behflow.query.analytics;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Folds as this node has written them in the last few seconds: whoever goes on from there need not read what they know. One is right
 * as long as its owner's rows are what it left: the same tables, the same position, and the same event there. Where a batch was
 * undone, another node has written or a rebuild has made the tables anew, that is not so, or what is there is the same.
 */
final class RecentFolds {

    /** Long enough for batches that follow each other; what is erased elsewhere is gone from here as soon. */
    private static final Duration KEPT = Duration.ofSeconds(5);

    private static final long CHARACTERS = 8 * 1024 * 1024;

    private final Cache<UUID, Left> folds;

    RecentFolds() {
        this(KEPT);
    }

    RecentFolds(Duration kept) {
        this.folds = Caffeine.newBuilder()
                .expireAfterWrite(kept)
                .scheduler(Scheduler.systemScheduler())
                .maximumWeight(CHARACTERS)
                .<UUID, Left>weigher((owner, left) -> left.weight)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Up to where an owner's rows are.
     *
     * @param tables    the table of positions; a rebuild puts another in its place
     * @param position  of the last event that is in them, 0 where none is
     * @param changedAt the time of that event
     */
    record Place(long tables, long position, Instant changedAt) {}

    private record Left(Place place, OwnerAnalytics fold, int weight) {}

    /** Takes those that go on from where the rows are, with the zones that there are now; whoever takes one has it alone. */
    Map<UUID, OwnerAnalytics> take(Map<UUID, Place> places, DefaultZones zones) {
        Map<UUID, OwnerAnalytics> taken = new HashMap<>();
        places.forEach((owner, place) -> {
            Left left = folds.asMap().remove(owner);
            if (left != null && left.place.equals(place) && left.fold.zones().equals(zones)) {
                taken.put(owner, left.fold);
            }
        });
        return taken;
    }

    /** Keeps folds of which all is in the tables; they are not touched any more. */
    void written(long tables, Collection<OwnerAnalytics> written) {
        for (OwnerAnalytics fold : written) {
            if (!fold.accountErased()) {
                fold.written();
                Place place = new Place(tables, fold.position(), fold.changedAt());
                folds.put(fold.ownerId(), new Left(place, fold, fold.characters()));
            }
        }
    }
}
