-- Processes and their runs as they are now; written in the transaction of their events.
create table process_view (
    process_id  uuid        primary key,
    owner_id    uuid        not null,
    version     bigint      not null,
    name        text,
    description text,
    rule        text        not null,
    active      boolean     not null,
    paused      boolean     not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    deleted_at  timestamptz
);
create index process_view_owner on process_view (owner_id, created_at, process_id);
comment on table process_view is 'Inline projection: processes after their last event';
comment on column process_view.owner_id is 'Whose process it is; all zeros for built-in ones';
comment on column process_view.name is 'Null where erased';
comment on column process_view.rule is 'What it does and when, as JSON';
comment on column process_view.active is 'Whether its triggers start it';
comment on column process_view.paused is 'Inactive because it failed too often';

create table execution_view (
    execution_id        uuid        primary key,
    owner_id            uuid        not null,
    process_id          uuid        not null,
    version             bigint      not null,
    action              text        not null,
    rule_version        bigint      not null,
    cause               text        not null,
    condition           boolean,
    status              text        not null,
    failure             text,
    message             text        not null,
    counts              text        not null,
    result              text        not null,
    attempt             integer     not null,
    started_at          timestamptz not null,
    updated_at          timestamptz not null,
    cancel_requested_at timestamptz,
    completed_at        timestamptz
) with (fillfactor = 80);
create index execution_view_process on execution_view (owner_id, process_id, started_at desc, execution_id desc);
comment on table execution_view is 'Inline projection: runs of processes after their last event';
comment on column execution_view.owner_id is 'For whom it ran';
comment on column execution_view.cause is 'Why it ran, as JSON';
comment on column execution_view.status is 'running, success or failed';
comment on column execution_view.failure is 'error, incomplete, time_limit, cancelled, node_lost or gone; null unless failed';
comment on column execution_view.counts is 'What it has done so far, as JSON';
comment on column execution_view.result is 'Figures, for actions that answer something, as JSON';
comment on column execution_view.attempt is 'How many nodes have begun it';
