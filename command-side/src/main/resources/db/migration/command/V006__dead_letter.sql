-- Events that a follower of the log could not handle, and those of the same owner that wait behind them. A letter refers to its
-- event and holds no copy of it: what is erased in the log is erased here, and an old event is read through today's upcasters.
create table eventstore.dead_letter (
    letter_id          text        primary key,
    processing_group   text        not null,
    sequence_id        text        not null,
    sequence_index     bigint      not null,
    owner_id           uuid        not null,
    position           bigint      not null,
    event_id           uuid        not null,
    enqueued_at        timestamptz not null,
    last_touched       timestamptz not null,
    processing_started timestamptz,
    attempts           integer     not null,
    cause_type         text,
    cause_message      text,
    unique (processing_group, sequence_id, sequence_index),
    foreign key (owner_id, position) references eventstore.event (owner_id, position)
);
create index dead_letter_owner on eventstore.dead_letter (owner_id);
create index dead_letter_age on eventstore.dead_letter (enqueued_at, letter_id);

comment on table eventstore.dead_letter is 'Events that followers of the log could not handle, with those that wait behind them';
comment on column eventstore.dead_letter.sequence_id is 'The owner: what is ahead of it in the owner''s log is handled first';
comment on column eventstore.dead_letter.attempts is 'How often it failed; 0: it only waits for the one ahead';
comment on column eventstore.dead_letter.cause_message is 'Of the last failure; it may quote the event, so it goes when the owner is erased';
