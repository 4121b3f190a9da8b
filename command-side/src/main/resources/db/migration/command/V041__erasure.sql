-- The log of an erased account ends with its erasure: nobody can write to it any more, whatever was under way.
alter table eventstore.log_head add column closed_at bigint;
alter table eventstore.log_head add constraint log_head_closed check (position <= closed_at);
comment on column eventstore.log_head.closed_at is 'The position of the log''s last event for ever; null while it is open';
