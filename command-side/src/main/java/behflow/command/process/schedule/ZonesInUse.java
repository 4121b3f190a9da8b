package behflow.command.process.schedule;

import behflow.command.process.OwnerZones;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** In which zones users live, and who lives in one. */
@Component
class ZonesInUse {

    private static final String USERS =
            " from account a left join account_timezone z on z.user_id = a.user_id where a.active";

    private final JdbcClient jdbc;
    private final OwnerZones zones;

    ZonesInUse(JdbcClient jdbc, OwnerZones zones) {
        this.jdbc = jdbc;
        this.zones = zones;
    }

    /** That of the installation is always one of them. */
    Set<ZoneId> all() {
        Set<ZoneId> all = new LinkedHashSet<>();
        all.add(zones.standard());
        jdbc.sql("select distinct z.timezone" + USERS + " and z.timezone is not null order by 1")
                .query(String.class)
                .list()
                .forEach(zone -> all.add(ZoneId.of(zone)));
        return all;
    }

    /** Users of a zone with ids above {@code after}, in order of their ids. */
    List<UUID> users(String zone, UUID after, int limit) {
        return jdbc.sql("select a.user_id" + USERS + " and a.user_id > ? and coalesce(z.timezone, ?) = ?"
                        + " order by a.user_id limit ?")
                .params(after, zones.standard().getId(), zone, limit)
                .query(UUID.class)
                .list();
    }
}
