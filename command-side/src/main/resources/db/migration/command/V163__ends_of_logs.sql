-- The append no longer is a function: half of what that took was there for a batch of one as well. The node asks where logs and
-- aggregates end, places and hashes the events itself, and sends them with the rows that they change.
drop function eventstore.append;

-- Where the logs of aggregates end, and the aggregates: one row for each aggregate, in any order, n its number from 1. Locks the logs first,
-- so nobody can append to them until the caller's transaction ends; busy says that another transaction holds the owner and p_wait is false.
-- Order matters: owner locks ahead of the transaction id, so that positions and (tx, idx) agree, and ahead of the clock, so that whoever
-- held one before has seen only earlier times. ended says that nothing may follow in the log. position, hash and timestamp_us are null where the log has no event, sequence
-- where the aggregate has none.
create function eventstore.ends(p_wait boolean, p_locks bigint[], p_lock bigint[], p_owner uuid[], p_subject uuid[])
returns table (n bigint, busy boolean, now_us bigint, tx bigint, keep_times boolean,
    "position" bigint, hash bytea, timestamp_us bigint, ended boolean, sequence bigint)
language plpgsql
-- A plan made while the tables were empty must not stick.
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
    v_busy bigint[] := '{}';
    v_lock bigint;
begin
    foreach v_lock in array p_locks loop
        if p_wait then
            perform pg_advisory_xact_lock(v_lock);
        elsif not pg_try_advisory_xact_lock(v_lock) then
            v_busy := v_busy || v_lock;
        end if;
    end loop;
    return query
        select e.n, e.lock = any (v_busy), (extract(epoch from clock_timestamp()) * 1000000)::bigint,
            pg_current_xact_id()::text::bigint + (select o.value from eventstore.transaction_offset o),
            coalesce(current_setting('behflow.keep_times', true), '') = 'on',
            h.position, h.hash, h.timestamp_us, h.closed_at is not null,
            (select s.sequence from eventstore.event s where s.subject_id = e.subject order by s.sequence desc limit 1)
        from unnest(p_lock, p_owner, p_subject) with ordinality as e(lock, owner, subject, n)
            left join eventstore.log_head h on h.owner_id = e.owner;
end;
$$;
