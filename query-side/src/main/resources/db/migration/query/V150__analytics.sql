-- How work flows, for analysts: dimensions and facts, folded from the log of every owner, always behind it by a moment.
-- Everything here but dim_date, default_timezone and setting is made from events and can be made anew.
create schema bi;
comment on schema bi is 'Analytics: dimensions (dim_) and facts (fct_), folded from the log';

create table bi.dim_date (
    date        date     primary key,
    year        smallint not null,
    quarter     smallint not null,
    month       smallint not null,
    month_name  text     not null,
    month_start date     not null,
    day         smallint not null,
    iso_year    smallint not null,
    iso_week    smallint not null,
    week_start  date     not null,
    day_of_week smallint not null,
    day_name    text     not null,
    weekend     boolean  not null
);
insert into bi.dim_date
select d::date, extract(year from d), extract(quarter from d), extract(month from d), to_char(d, 'FMMonth'),
       date_trunc('month', d)::date, extract(day from d), extract(isoyear from d), extract(week from d),
       date_trunc('week', d)::date, extract(isodow from d), to_char(d, 'FMDay'), extract(isodow from d) >= 6
from generate_series(timestamp '2000-01-01', timestamp '2059-12-31', interval '1 day') d;
comment on table bi.dim_date is 'Calendar: one row per day from 2000 to 2059';
comment on column bi.dim_date.date is 'The day';
comment on column bi.dim_date.year is 'Calendar year';
comment on column bi.dim_date.quarter is '1 to 4';
comment on column bi.dim_date.month is '1 to 12';
comment on column bi.dim_date.month_name is 'January to December';
comment on column bi.dim_date.month_start is 'First day of the month';
comment on column bi.dim_date.day is 'Day of the month';
comment on column bi.dim_date.iso_year is 'Year of the ISO 8601 week';
comment on column bi.dim_date.iso_week is 'ISO 8601 week, 1 to 53';
comment on column bi.dim_date.week_start is 'Monday of the week';
comment on column bi.dim_date.day_of_week is '1 Monday to 7 Sunday';
comment on column bi.dim_date.day_name is 'Monday to Sunday';
comment on column bi.dim_date.weekend is 'Saturday or Sunday';

create table bi.default_timezone (
    valid_from timestamptz primary key,
    timezone   text        not null
);
comment on table bi.default_timezone is 'The zone of users who have chosen none, since when; another one counts from its start on';
comment on column bi.default_timezone.valid_from is 'Since when the installation has used it';
comment on column bi.default_timezone.timezone is 'IANA name';

create table bi.setting (
    one        boolean primary key default true check (one),
    show_users boolean not null default false,
    show_text  boolean not null default false,
    salt       uuid    not null default gen_random_uuid()
);
insert into bi.setting default values;
comment on table bi.setting is 'What the views in bi_read show; one row';
comment on column bi.setting.one is 'Always true: there is one row';
comment on column bi.setting.show_users is 'Whether readers see user ids; else they see user_key alone';
comment on column bi.setting.show_text is 'Whether readers see names, descriptions and tags of tasks';
comment on column bi.setting.salt is 'Makes user_key; readers never see it';

create table bi.log_position (
    owner_id   uuid        primary key,
    position   bigint      not null,
    changed_at timestamptz not null
) with (fillfactor = 50);
comment on table bi.log_position is 'How far the tables have followed the log of each user';
comment on column bi.log_position.owner_id is 'Whose log';
comment on column bi.log_position.position is 'Position of the last event that is in the tables';
comment on column bi.log_position.changed_at is 'Time of that event';

create table bi.dim_user (
    owner_id   uuid        not null,
    version    integer     not null,
    position   bigint      not null,
    timezone   text,
    active     boolean     not null,
    erased     boolean     not null,
    valid_from timestamptz not null,
    valid_to   timestamptz,
    primary key (owner_id, version)
);
comment on table bi.dim_user is 'Users, one row per version; a user is there from their first event on';
comment on column bi.dim_user.owner_id is 'The user''s id';
comment on column bi.dim_user.version is '1, 2, 3 …';
comment on column bi.dim_user.position is 'In the user''s log: the event that made this version';
comment on column bi.dim_user.timezone is 'IANA name that the user has chosen; null for the installation''s default';
comment on column bi.dim_user.active is 'False where an administrator has disabled the account';
comment on column bi.dim_user.erased is 'Whether the account was erased';
comment on column bi.dim_user.valid_from is 'Since when';
comment on column bi.dim_user.valid_to is 'Until when, exclusive; null for the present version';

create table bi.dim_task (
    owner_id          uuid             not null,
    task_id           uuid             not null,
    version           bigint           not null,
    position          bigint           not null,
    name              text,
    description       text,
    tags              text[],
    status            text             not null,
    priority          text             not null,
    due_date          timestamptz,
    created_at        timestamptz      not null,
    first_started_at  timestamptz,
    status_since      timestamptz      not null,
    completed_at      timestamptz,
    deleted_at        timestamptz,
    reopened          integer          not null,
    rescheduled       integer          not null,
    not_started_hours double precision not null,
    in_progress_hours double precision not null,
    blocked_hours     double precision not null,
    completed_hours   double precision not null,
    lead_hours        double precision,
    cycle_hours       double precision,
    valid_from        timestamptz      not null,
    valid_to          timestamptz,
    primary key (owner_id, task_id, version)
);
comment on table bi.dim_task is 'Tasks with their history: one row per version';
comment on column bi.dim_task.owner_id is 'Whose task it is';
comment on column bi.dim_task.task_id is 'The task';
comment on column bi.dim_task.version is 'The task''s version: 0, 1, 2 …';
comment on column bi.dim_task.position is 'In the owner''s log: the event that made this version';
comment on column bi.dim_task.name is 'Null where erased';
comment on column bi.dim_task.description is 'Empty for none, null where erased';
comment on column bi.dim_task.tags is 'In order; null where erased';
comment on column bi.dim_task.status is 'not_started, in_progress, blocked or completed';
comment on column bi.dim_task.priority is 'low, medium, high or urgent';
comment on column bi.dim_task.due_date is 'Null for none';
comment on column bi.dim_task.created_at is 'When the task was created';
comment on column bi.dim_task.first_started_at is 'When it was in progress for the first time; null if never';
comment on column bi.dim_task.status_since is 'When it came into its status';
comment on column bi.dim_task.completed_at is 'When it was last completed; null unless completed';
comment on column bi.dim_task.deleted_at is 'Null unless deleted';
comment on column bi.dim_task.reopened is 'How often it was taken back from completed';
comment on column bi.dim_task.rescheduled is 'How often its due date was moved';
comment on column bi.dim_task.not_started_hours is 'Hours in not_started, up to valid_from; while deleted the clock stands still';
comment on column bi.dim_task.in_progress_hours is 'Hours in in_progress, up to valid_from';
comment on column bi.dim_task.blocked_hours is 'Hours in blocked, up to valid_from';
comment on column bi.dim_task.completed_hours is 'Hours in completed, up to valid_from';
comment on column bi.dim_task.lead_hours is 'Lead time: hours from created to completed; null unless completed';
comment on column bi.dim_task.cycle_hours is 'Cycle time: hours from first started to last completed; null unless both';
comment on column bi.dim_task.valid_from is 'Since when';
comment on column bi.dim_task.valid_to is 'Until when, exclusive; null for the present version';

create table bi.fct_task_event (
    owner_id        uuid        not null,
    position        bigint      not null,
    task_id         uuid        not null,
    version         bigint      not null,
    changed_at      timestamptz not null,
    day             date        not null,
    type            text        not null,
    from_value      text,
    to_value        text,
    actor           text        not null,
    correlation_id  uuid        not null,
    causation_id    uuid,
    chat_session_id uuid,
    execution_id    uuid,
    status_from     text,
    status_to       text,
    flow            text        check (flow in ('arrival', 'completion', 'reopen', 'deletion', 'restore')),
    first_start     boolean     not null,
    primary key (owner_id, position)
);
comment on table bi.fct_task_event is 'Every change of a task, one row each';
comment on column bi.fct_task_event.owner_id is 'Whose task';
comment on column bi.fct_task_event.position is 'In the owner''s log';
comment on column bi.fct_task_event.task_id is 'The task';
comment on column bi.fct_task_event.version is 'The version that the change made';
comment on column bi.fct_task_event.changed_at is 'When';
comment on column bi.fct_task_event.day is 'The day it then was in the user''s zone';
comment on column bi.fct_task_event.type is 'task.created, task.status_changed and so on, as in the log';
comment on column bi.fct_task_event.from_value is 'Value before; null for none, for descriptions, and where erased';
comment on column bi.fct_task_event.to_value is 'Value after; null for none, for descriptions, and where erased';
comment on column bi.fct_task_event.actor is 'user, agent, process or admin';
comment on column bi.fct_task_event.correlation_id is 'The request, chat turn or run that it belongs to';
comment on column bi.fct_task_event.causation_id is 'The message that directly caused it';
comment on column bi.fct_task_event.chat_session_id is 'The chat session, where one caused it';
comment on column bi.fct_task_event.execution_id is 'The run of a process, where one caused it';
comment on column bi.fct_task_event.status_from is 'Status before; null where the task was not there or deleted';
comment on column bi.fct_task_event.status_to is 'Status after; null where the task is deleted';
comment on column bi.fct_task_event.flow is 'arrival, completion, reopen, or deletion or restore of an open task; null for what moves no open task';
comment on column bi.fct_task_event.first_start is 'Whether the task came into progress for the first time';

create table bi.fct_task_lifecycle (
    owner_id          uuid             not null,
    task_id           uuid             not null,
    version           bigint           not null,
    position          bigint           not null,
    name              text,
    description       text,
    tags              text[],
    status            text             not null,
    priority          text             not null,
    due_date          timestamptz,
    created_at        timestamptz      not null,
    first_started_at  timestamptz,
    status_since      timestamptz      not null,
    completed_at      timestamptz,
    deleted_at        timestamptz,
    reopened          integer          not null,
    rescheduled       integer          not null,
    not_started_hours double precision not null,
    in_progress_hours double precision not null,
    blocked_hours     double precision not null,
    completed_hours   double precision not null,
    lead_hours        double precision,
    cycle_hours       double precision,
    updated_at        timestamptz      not null,
    primary key (owner_id, task_id)
);
comment on table bi.fct_task_lifecycle is 'Tasks as they are now, one row each: what became of them, and how long it took';
comment on column bi.fct_task_lifecycle.owner_id is 'Whose task it is';
comment on column bi.fct_task_lifecycle.task_id is 'The task';
comment on column bi.fct_task_lifecycle.version is 'The task''s version';
comment on column bi.fct_task_lifecycle.position is 'In the owner''s log: the task''s last event';
comment on column bi.fct_task_lifecycle.name is 'Null where erased';
comment on column bi.fct_task_lifecycle.description is 'Empty for none, null where erased';
comment on column bi.fct_task_lifecycle.tags is 'In order; null where erased';
comment on column bi.fct_task_lifecycle.status is 'not_started, in_progress, blocked or completed';
comment on column bi.fct_task_lifecycle.priority is 'low, medium, high or urgent';
comment on column bi.fct_task_lifecycle.due_date is 'Null for none';
comment on column bi.fct_task_lifecycle.created_at is 'When the task was created';
comment on column bi.fct_task_lifecycle.first_started_at is 'When it was in progress for the first time; null if never';
comment on column bi.fct_task_lifecycle.status_since is 'When it came into its status';
comment on column bi.fct_task_lifecycle.completed_at is 'When it was last completed; null unless completed now';
comment on column bi.fct_task_lifecycle.deleted_at is 'Null unless deleted';
comment on column bi.fct_task_lifecycle.reopened is 'How often it was taken back from completed';
comment on column bi.fct_task_lifecycle.rescheduled is 'How often its due date was moved';
comment on column bi.fct_task_lifecycle.not_started_hours is 'Hours in not_started, up to updated_at; while deleted the clock stands still';
comment on column bi.fct_task_lifecycle.in_progress_hours is 'Hours in in_progress, up to updated_at';
comment on column bi.fct_task_lifecycle.blocked_hours is 'Hours in blocked, up to updated_at';
comment on column bi.fct_task_lifecycle.completed_hours is 'Hours in completed, up to updated_at';
comment on column bi.fct_task_lifecycle.lead_hours is 'Lead time: hours from created to completed; null unless completed now';
comment on column bi.fct_task_lifecycle.cycle_hours is 'Cycle time: hours from first started to last completed; null unless both';
comment on column bi.fct_task_lifecycle.updated_at is 'Time of the task''s last event; its hours count up to here';

create table bi.fct_task_daily (
    owner_id        uuid    not null,
    day             date    not null,
    open            integer not null,
    not_started     integer not null,
    started         integer not null,
    blocked         integer not null,
    completed       integer not null,
    arrivals        integer not null,
    starts          integer not null,
    completions     integer not null,
    reopens         integer not null,
    deletions       integer not null,
    restores        integer not null,
    reschedules     integer not null,
    changes_user    integer not null,
    changes_agent   integer not null,
    changes_process integer not null,
    changes_admin   integer not null,
    primary key (owner_id, day)
);
comment on table bi.fct_task_daily is 'Every day of every user, from their first change of a task to the last one: what was open at its end, and what happened on it. Days are those of the user''s zone at that time';
comment on column bi.fct_task_daily.owner_id is 'Whose tasks';
comment on column bi.fct_task_daily.day is 'The day';
comment on column bi.fct_task_daily.open is 'Work in progress: tasks neither completed nor deleted at the end of the day; the day before + arrivals + reopens + restores - completions - deletions';
comment on column bi.fct_task_daily.not_started is 'Of the open ones, those not started';
comment on column bi.fct_task_daily.started is 'Of the open ones, those in progress';
comment on column bi.fct_task_daily.blocked is 'Of the open ones, those blocked';
comment on column bi.fct_task_daily.completed is 'Tasks completed and not deleted, at the end of the day';
comment on column bi.fct_task_daily.arrivals is 'Tasks created';
comment on column bi.fct_task_daily.starts is 'Tasks in progress for the first time';
comment on column bi.fct_task_daily.completions is 'Throughput: times an open task was completed';
comment on column bi.fct_task_daily.reopens is 'Times a completed task was taken back';
comment on column bi.fct_task_daily.deletions is 'Open tasks deleted';
comment on column bi.fct_task_daily.restores is 'Open tasks restored';
comment on column bi.fct_task_daily.reschedules is 'Times a due date was moved';
comment on column bi.fct_task_daily.changes_user is 'Changes of tasks by the user''s own requests';
comment on column bi.fct_task_daily.changes_agent is 'Changes of tasks by the chat agent';
comment on column bi.fct_task_daily.changes_process is 'Changes of tasks by processes';
comment on column bi.fct_task_daily.changes_admin is 'Changes of tasks by an administrator';

-- What analysts read: the same tables, with a user's id and a task's text only where bi.setting says so. Defined by a function, because
-- tables that were made anew need their views anew.
create schema bi_read;
comment on schema bi_read is 'Analytics for readers: the tables of bi without user ids and text, unless bi.setting shows them';

create function bi.define_views() returns void
language plpgsql
as $$
declare
    v_table   text;
    v_columns text;
    r         record;
begin
    foreach v_table in array array['dim_date', 'dim_user', 'dim_task', 'fct_task_event', 'fct_task_lifecycle', 'fct_task_daily'] loop
        select string_agg(
            case
                when a.attname = 'owner_id' then
                    'encode(substr(sha256(uuid_send(s.salt) || uuid_send(t.owner_id)), 1, 16), ''hex'')::uuid as user_key,'
                    || ' case when s.show_users then t.owner_id end as user_id'
                when a.attname in ('name', 'description', 'tags') then
                    format('case when s.show_text then t.%1$I end as %1$I', a.attname)
                when a.attname in ('from_value', 'to_value') then
                    format('case when s.show_text or t.type in (''task.status_changed'', ''task.priority_changed'', ''task.rescheduled'')'
                        || ' then t.%1$I end as %1$I', a.attname)
                else format('t.%I', a.attname)
            end, ', ' order by a.attnum)
        into v_columns
        from pg_attribute a
        where a.attrelid = format('bi.%I', v_table)::regclass and a.attnum > 0 and not a.attisdropped;
        execute format('create or replace view bi_read.%I as select %s from bi.%I t cross join bi.setting s', v_table, v_columns, v_table);
        execute format('comment on view bi_read.%I is %L', v_table, obj_description(format('bi.%I', v_table)::regclass));
        for r in
            select a.attname, col_description(a.attrelid, a.attnum) as comment
            from pg_attribute a
            where a.attrelid = format('bi.%I', v_table)::regclass and a.attnum > 0 and not a.attisdropped
        loop
            if r.attname = 'owner_id' then
                execute format('comment on column bi_read.%I.user_key is %L', v_table, 'The same for everything of one user; tells not who');
                execute format('comment on column bi_read.%I.user_id is %L', v_table, 'The user''s id; null unless bi.setting shows it');
            else
                execute format('comment on column bi_read.%I.%I is %L', v_table, r.attname, r.comment);
            end if;
        end loop;
    end loop;
end;
$$;
comment on function bi.define_views() is 'Defines the views of bi_read over the tables of bi';
do $$ begin perform bi.define_views(); end; $$;

-- The role of readers. Where this migration's role may not make roles, an administrator makes behflow_bi and calls bi.let_read.
create function bi.let_read(p_role text) returns void
language plpgsql
as $$
begin
    execute format('grant usage on schema bi_read to %I', p_role);
    execute format('grant select on all tables in schema bi_read to %I', p_role);
end;
$$;
comment on function bi.let_read(text) is 'Lets a role read the views of bi_read, and nothing else';
do $$
begin
    if exists (select from pg_roles where rolname = 'behflow_bi') then
        perform bi.let_read('behflow_bi');
    end if;
end;
$$;
