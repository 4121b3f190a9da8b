package behflow.gateway.admin;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * {@code behflow_transaction_oldest_seconds}: the age of the oldest open transaction that writes, 0 where there is none. All
 * that follows the log waits for it. Of other roles' transactions the server tells only who has {@code pg_read_all_stats}. It
 * is asked when the metric is read, and is not a number while the database is away.
 */
@Component
class OpenTransactions {

    private static final String OLDEST = """
            select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)
            from pg_stat_activity
            where backend_xid is not null and pid <> pg_backend_pid()""";

    OpenTransactions(DataSource dataSource, MeterRegistry meters) {
        Gauge.builder("behflow.transaction.oldest", new JdbcTemplate(dataSource), OpenTransactions::oldest)
                .description("Age of the oldest open transaction that writes")
                .baseUnit("seconds")
                .strongReference(true)
                .register(meters);
    }

    private static Double oldest(JdbcTemplate jdbc) {
        return jdbc.queryForObject(OLDEST, Double.class);
    }
}
