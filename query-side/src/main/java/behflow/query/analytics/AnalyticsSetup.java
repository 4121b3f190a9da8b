package behflow.query.analytics;

import java.time.ZoneId;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * At a start: notes the installation's zone where it is another than before, so that days that are over stay what they were; and
 * lets the role {@code behflow_bi}, where there is one, read the views.
 */
@Component
class AnalyticsSetup implements SmartInitializingSingleton {

    private final JdbcTemplate jdbc;
    private final ZoneId timezone;

    AnalyticsSetup(JdbcTemplate jdbc, @Value("${behflow.timezone:UTC}") String timezone) {
        this.jdbc = jdbc;
        this.timezone = ZoneId.of(timezone);
    }

    @Override
    public void afterSingletonsInstantiated() {
        jdbc.update(
                "insert into bi.default_timezone (valid_from, timezone)"
                        + " select case when exists (select from bi.default_timezone) then clock_timestamp()"
                        + " else timestamptz '1970-01-01 00:00:00Z' end, ?"
                        + " where ? is distinct from (select timezone from bi.default_timezone"
                        + " order by valid_from desc limit 1) on conflict do nothing",
                timezone.getId(),
                timezone.getId());
        jdbc.query(
                "select bi.let_read(rolname) from pg_roles where rolname = 'behflow_bi'"
                        + " and not has_schema_privilege(rolname, 'bi_read', 'usage')",
                row -> {});
    }
}
