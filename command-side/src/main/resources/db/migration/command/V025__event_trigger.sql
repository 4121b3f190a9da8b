-- Which events start which process, as of the place where the triggers are in the log: so an event finds the rules as they were
-- when it happened, however late it is looked at. Derived from events of processes; an owner's are made when their first event comes.
create table process.event_trigger (
    process_id uuid   primary key,
    owner_id   uuid   not null,
    version    bigint not null,
    process    text   not null
);
create index event_trigger_by_owner on process.event_trigger (owner_id);
comment on table process.event_trigger is 'Active processes that events start, as of where the triggers are in the log';
comment on column process.event_trigger.process is 'The state of the process, as JSON';

create table process.event_trigger_owner (
    owner_id uuid primary key
);
comment on table process.event_trigger_owner is 'Owners whose processes are in process.event_trigger';

create table process.cascade (
    owner_id   uuid        not null,
    request_id uuid        not null,
    runs       integer     not null,
    updated_at timestamptz not null default clock_timestamp(),
    primary key (owner_id, request_id)
);
create index cascade_age on process.cascade (updated_at);
comment on table process.cascade is 'How many runs were started by what other runs did, for each act of a person; kept for a day';
