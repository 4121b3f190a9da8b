package behflow.query.analytics;

import java.time.Instant;
import java.time.ZoneId;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The installation's zone, which is that of users who have chosen none, and since when. */
record DefaultZones(NavigableMap<Instant, ZoneId> changes) {

    /** One zone, ever. */
    static DefaultZones always(ZoneId zone) {
        return new DefaultZones(new TreeMap<>(java.util.Map.of(Instant.EPOCH, zone)));
    }

    ZoneId at(Instant instant) {
        var entry = changes.floorEntry(instant);
        return entry != null ? entry.getValue() : changes.firstEntry().getValue();
    }
}
