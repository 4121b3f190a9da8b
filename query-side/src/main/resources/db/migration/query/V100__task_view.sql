-- Tasks as they are now, deleted ones included; written in the transaction of their events.
create table task_view (
    task_id      uuid        primary key,
    owner_id     uuid        not null,
    version      bigint      not null,
    name         text,
    description  text,
    status       text        not null,
    priority     text        not null,
    due_date     timestamptz,
    tags         text[],
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    completed_at timestamptz,
    deleted_at   timestamptz
) with (fillfactor = 80);
create index task_view_owner on task_view (owner_id, created_at desc, task_id desc);

comment on table task_view is 'Inline projection: the state of every task after its last event';
comment on column task_view.owner_id is 'The user whose task it is';
comment on column task_view.version is 'Sequence of the task''s last event';
comment on column task_view.name is 'Null where erased';
comment on column task_view.description is 'Empty for none, null where erased';
comment on column task_view.status is 'not_started, in_progress, completed or blocked';
comment on column task_view.priority is 'low, medium, high or urgent';
comment on column task_view.due_date is 'Whole seconds; null for none';
comment on column task_view.tags is 'In order; null where erased';
comment on column task_view.completed_at is 'When it was last completed; null unless completed now';
comment on column task_view.deleted_at is 'Null unless deleted';
