-- The present version of a task stood in two tables, and every change wrote both. Now dim_task is a view: versions that are over, which
-- never change again, and the present ones, which are fct_task_lifecycle.
alter table bi.dim_task rename to dim_task_past;
delete from bi.dim_task_past where valid_to is null;
alter table bi.dim_task_past alter column valid_to set not null;
comment on table bi.dim_task_past is 'Versions of tasks that are over: one row from each change to the next. With fct_task_lifecycle, which has the present ones, they are dim_task';
comment on column bi.dim_task_past.valid_to is 'When it ended, exclusive';

alter function bi.define_views() rename to define_reader_views;
comment on function bi.define_reader_views() is 'Defines the views of bi_read over those of bi';

create function bi.define_views() returns void
language plpgsql
as $$
declare
    v_columns constant text := 'owner_id, task_id, version, position, name, description, tags, status, priority, due_date, created_at,'
        || ' first_started_at, status_since, completed_at, deleted_at, reopened, rescheduled, not_started_hours, in_progress_hours,'
        || ' blocked_hours, completed_hours, lead_hours, cycle_hours';
    r record;
begin
    execute format('create or replace view bi.dim_task as select %1$s, valid_from, valid_to from bi.dim_task_past'
        || ' union all select %1$s, updated_at, null from bi.fct_task_lifecycle', v_columns);
    comment on view bi.dim_task is 'Every version of every task: one row from each change to the next, with what is measured on the task. The present one has no valid_to';
    for r in
        select a.attname, col_description(a.attrelid, a.attnum) as comment
        from pg_attribute a
        where a.attrelid = 'bi.dim_task_past'::regclass and a.attnum > 0 and not a.attisdropped
    loop
        execute format('comment on column bi.dim_task.%I is %L', r.attname,
            r.comment || case when r.attname = 'valid_to' then '; null for the present version' else '' end);
    end loop;
    perform bi.define_reader_views();
end;
$$;
comment on function bi.define_views() is 'Defines the views over the tables of bi, which those that were made anew need anew';
do $$ begin perform bi.define_views(); end; $$;

-- Reports as of an instant read what was over later; those of some tasks, the changes of their days. Both grow at their end.
create index dim_task_past_end on bi.dim_task_past (owner_id, valid_to);
create index fct_task_event_day on bi.fct_task_event (owner_id, day);
