package behflow.query.analytics;

import behflow.api.analytics.Bucket;
import behflow.api.analytics.query.ReportHead;
import behflow.api.task.query.TaskFilter;
import behflow.query.task.TaskPredicates;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A report's window, settled: which rows it reads.
 *
 * @param owner    null for all
 * @param start    the first instant of its first day
 * @param end      the first instant after its last day
 * @param moment   when it ends: what ages and overdue tasks are measured at
 * @param finished its last day that is over by then; one ahead of its first day where none of it is
 * @param cut      only what had happened by this instant; null where that is everything
 * @param filter   which tasks, as they are at the cut; null for all
 */
record ReportScope(
        ReportHead head,
        Bucket bucket,
        @Nullable UUID owner,
        Instant start,
        Instant end,
        Instant moment,
        LocalDate finished,
        @Nullable Instant cut,
        @Nullable TaskFilter filter) {

    LocalDate from() {
        return head.from();
    }

    LocalDate to() {
        return head.to();
    }

    /** Whether days can be read as they stand in {@code bi.fct_task_daily}. */
    boolean wholeDays() {
        return filter == null && (cut == null || !cut.isBefore(end.minusNanos(1_000)));
    }

    ReportScope with(@Nullable TaskFilter other) {
        return new ReportScope(head, bucket, owner, start, end, moment, finished, cut, other);
    }

    /** The tasks of the report as they are at the cut: a table {@code t} for a from-clause. */
    String tasks() {
        StringBuilder sql = new StringBuilder("(select t.* from ");
        if (cut == null) {
            sql.append("bi.fct_task_lifecycle t where true");
        } else {
            String own = owner == null ? "" : " and owner_id = :owner";
            sql.append("(select ")
                    .append(AnalyticsTables.TASK_COLUMNS)
                    .append(", updated_at from bi.fct_task_lifecycle where updated_at <= :cut")
                    .append(own)
                    .append(" union all select ")
                    .append(AnalyticsTables.TASK_COLUMNS)
                    .append(", valid_from from bi.dim_task_past where valid_from <= :cut and valid_to > :cut")
                    .append(own)
                    .append(") t where true");
        }
        if (owner != null) {
            sql.append(" and t.owner_id = :owner");
        }
        if (filter != null) {
            if (filter.deleted()) {
                sql.append(" and t.deleted_at is not null");
            }
            List<String> predicates = TaskPredicates.of(filter, new HashMap<>());
            predicates.forEach(predicate -> sql.append(" and ").append(predicate));
        }
        return sql.append(") t").toString();
    }

    /** The changes of those tasks up to the cut: a table {@code e} for a from-clause. */
    String changes() {
        StringBuilder sql = new StringBuilder("(select e.* from bi.fct_task_event e where true");
        if (owner != null) {
            sql.append(" and e.owner_id = :owner");
        }
        if (cut != null) {
            sql.append(" and e.changed_at <= :cut");
        }
        if (filter != null) {
            sql.append(" and e.task_id in (select t.task_id from ")
                    .append(tasks())
                    .append(")");
        }
        return sql.append(") e").toString();
    }

    /** Values of the names in the SQL. */
    Map<String, Object> parameters() {
        Map<String, Object> parameters = new HashMap<>();
        if (filter != null) {
            TaskPredicates.of(filter, parameters);
        }
        parameters.put("from", from());
        parameters.put("to", to());
        parameters.put("start", start);
        parameters.put("end", end);
        parameters.put("moment", moment);
        if (cut != null) {
            parameters.put("cut", cut);
        }
        if (owner != null) {
            parameters.put("owner", owner);
        }
        parameters.replaceAll(
                (name, value) -> value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
        return parameters;
    }
}
