-- When time-based processes are due next, and until when all their times were decided. A row is made from its process: one for a
-- user's own, one for each zone in use for a built-in one. Quartz only says when to look here.
create table process.timer (
    process_id uuid        not null,
    zone       text        not null,
    owner_id   uuid        not null,
    timing     text        not null,
    done_until timestamptz not null,
    next_due   timestamptz,
    held_until timestamptz,
    primary key (process_id, zone)
);
create index timer_due on process.timer (next_due) where next_due is not null;
comment on table process.timer is 'Time-based processes: what is due next; made from process_view and made again where it is missing';
comment on column process.timer.zone is 'In which the timing is read';
comment on column process.timer.owner_id is 'Whose process it is; all zeros for built-in ones';
comment on column process.timer.timing is 'Its cron schedule or recurrence';
comment on column process.timer.done_until is 'Each time up to here was decided: it runs once, whoever fires it';
comment on column process.timer.next_due is 'Null where there is none any more';
comment on column process.timer.held_until is 'It could not be decided, and is tried again then';

-- A firing of a built-in process in one zone that is on its way to the users of that zone, in order of their ids.
create table process.fan_out (
    process_id    uuid        not null,
    zone          text        not null,
    due           timestamptz not null,
    after_user    uuid        not null,
    claimed_until timestamptz not null default '-infinity',
    primary key (process_id, zone, due)
);
comment on table process.fan_out is 'Firings of built-in processes on their way to users; a row goes when all are reached';
comment on column process.fan_out.after_user is 'Users up to this one have their run';
comment on column process.fan_out.claimed_until is 'Until then a node works on it';

alter table process.decision add column zone text;
comment on column process.decision.zone is 'For built-in processes, whose users it is about; null where it is about its owner';
