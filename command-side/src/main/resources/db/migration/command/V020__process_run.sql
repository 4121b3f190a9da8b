-- Runs of processes that are accepted and not over: who waits, who runs and on which node. What runs did is in the log; this
-- is only the work in hand, and a row goes when its run is over.
create schema process;

create table process.run (
    execution_id  uuid        primary key,
    owner_id      uuid        not null,
    process_id    uuid        not null,
    cause         text        not null,
    condition     boolean,
    causation_id  uuid        not null,
    request_id    uuid        not null,
    depth         smallint    not null,
    urgent        boolean     not null,
    requested_at  timestamptz not null default clock_timestamp(),
    running       boolean     not null default false,
    node          uuid,
    lease_until   timestamptz,
    attempt       smallint    not null default 0,
    cancel        boolean     not null default false,
    check (running = (node is not null) and running = (lease_until is not null))
);
create unique index run_one_at_a_time on process.run (owner_id, process_id) where running;
create index run_in_line on process.run (owner_id, process_id, requested_at, execution_id);
create index run_waiting on process.run (urgent desc, requested_at) where not running;
create index run_node on process.run (node) where running;

comment on table process.run is 'Runs of processes that wait or go on; those that are over are in execution_view';
comment on column process.run.owner_id is 'For whom it runs';
comment on column process.run.cause is 'Why it runs, as JSON';
comment on column process.run.condition is 'What its condition evaluated to; null where there is none';
comment on column process.run.urgent is 'Someone waits for it';
comment on column process.run.node is 'The node that runs it';
comment on column process.run.lease_until is 'Until then it is the node''s; the node prolongs it, and if it died, another takes over';
comment on column process.run.attempt is 'How many nodes have begun it';
comment on column process.run.cancel is 'It is to end';

-- Why a trigger did not start a run, or what became of a firing.
create table process.decision (
    decision_id    uuid        primary key,
    owner_id       uuid        not null,
    process_id     uuid        not null,
    decided_at     timestamptz not null default clock_timestamp(),
    outcome        text        not null,
    reason         text        not null,
    cause          text        not null
);
create index decision_process on process.decision (owner_id, process_id, decided_at desc, decision_id desc);
create index decision_age on process.decision (decided_at);
comment on table process.decision is 'What triggers decided against, and why; kept for 30 days';
comment on column process.decision.outcome is 'condition_false, condition_failed, overlap, missed, depth, replaced, gone';
