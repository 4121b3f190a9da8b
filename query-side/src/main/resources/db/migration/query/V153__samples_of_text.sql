-- Nobody finds a task by a whole text of it across all users, and sampling texts is three quarters of what an analysis of these
-- tables takes: while they are young autovacuum does it again and again.
alter table task_view
    alter column name set statistics 0, alter column description set statistics 0, alter column tags set statistics 0;
alter table bi.dim_task_past
    alter column name set statistics 0, alter column description set statistics 0, alter column tags set statistics 0;
alter table bi.fct_task_lifecycle
    alter column name set statistics 0, alter column description set statistics 0, alter column tags set statistics 0;
alter table bi.fct_task_event
    alter column from_value set statistics 0, alter column to_value set statistics 0,
    alter column correlation_id set statistics 0, alter column causation_id set statistics 0;

-- Rebuilds lost these. A table that one can go back to is a live one then.
alter table task_view set (fillfactor = 80);
alter table execution_view set (fillfactor = 80);
alter table if exists task_view__previous set (fillfactor = 80);
alter table if exists execution_view__previous set (fillfactor = 80);
alter table if exists task_view__previous
    alter column name set statistics 0, alter column description set statistics 0, alter column tags set statistics 0;
alter table bi.log_position set (fillfactor = 50);

-- The row of a task is changed where it is, instead of taken out and put in: most changes then touch no index.
alter table bi.fct_task_lifecycle set (fillfactor = 80);
