-- Appends events that were made by SQL, as the service appends its own: positions, times and hashes are given here. Arrays run in parallel, one
-- element an event, sorted so that an owner's events stand together.
create function pg_temp.append(
    p_wait boolean, p_locks bigint[],
    p_unit integer[], p_lock bigint[], p_owner uuid[], p_event uuid[], p_subject uuid[], p_sequence bigint[],
    p_type text[], p_revision text[], p_timestamp bigint[], p_payload bytea[], p_metadata bytea[], p_salt bytea[], p_commitment bytea[],
    p_identity bytea[], p_seal bytea[],
    p_actor text[], p_user uuid[], p_correlation uuid[], p_causation uuid[], p_request uuid[],
    p_chat uuid[], p_message uuid[], p_execution uuid[], p_depth smallint[])
returns table (refusal text, event_position bigint, event_timestamp bigint)
language plpgsql
-- A plan made while the tables were empty must not stick.
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
    v_busy      bigint[] := '{}';
    v_conflicts integer[];
    v_lock      bigint;
    v_tx        bigint;
    v_now       bigint;
    v_keep      boolean := coalesce(current_setting('behflow.keep_times', true), '') = 'on';
    v_idx       integer := 0;
    v_n         integer := 0;
    v_owner     uuid;
    v_last      bigint;
    v_time      bigint;
    v_chain     bytea;
    v_owners    uuid[] := '{}';
    v_lasts     bigint[] := '{}';
    v_times     bigint[] := '{}';
    v_chains    bytea[] := '{}';
    v_o         integer := 0;
    v_moved     integer;
    v_refusal   text[] := '{}';
    v_position  bigint[] := '{}';
    v_stamp     bigint[] := '{}';
    v_index     integer[] := '{}';
    v_hash      bytea[] := '{}';
    r           record;
begin
    foreach v_lock in array p_locks loop
        if p_wait then
            perform pg_advisory_xact_lock(v_lock);
        elsif not pg_try_advisory_xact_lock(v_lock) then
            v_busy := v_busy || v_lock;
        end if;
    end loop;

    -- Read under the locks, so that whoever held one before has seen only earlier times.
    v_now := extract(epoch from clock_timestamp()) * 1000000;
    v_tx := pg_current_xact_id()::text::bigint + (select o.value from eventstore.transaction_offset o);

    -- An aggregate never changes its owner, and the owner is locked: nobody can append to it between this look and the insert.
    select array_agg(distinct u.unit) into v_conflicts
    from (
        select e.unit, e.subject, min(e.sequence) as first
        from unnest(p_unit, p_subject, p_sequence) as e(unit, subject, sequence)
        group by e.unit, e.subject
    ) u
    where u.first <> 1 + coalesce(
        (select s.sequence from eventstore.event s where s.subject_id = u.subject order by s.sequence desc limit 1), -1);

    for r in
        select e.unit, e.lock, e.owner, e.stamp, e.identity, e.seal, h.position, h.hash, h.timestamp_us
        from unnest(p_unit, p_lock, p_owner, p_timestamp, p_identity, p_seal) with ordinality
            as e(unit, lock, owner, stamp, identity, seal, n)
            left join eventstore.log_head h on h.owner_id = e.owner
        order by e.n
    loop
        v_n := v_n + 1;
        -- Every element is assigned: an array that begins with its third has that one as its first for unnest.
        v_position[v_n] := null;
        v_stamp[v_n] := null;
        v_hash[v_n] := null;
        v_index[v_n] := null;
        if r.lock = any (v_busy) then
            v_refusal[v_n] := 'busy';
        elsif r.unit = any (v_conflicts) then
            v_refusal[v_n] := 'conflict';
        else
            if r.owner is distinct from v_owner then
                v_o := v_o + 1;
                v_owner := r.owner;
                v_last := coalesce(r.position, 0);
                v_time := coalesce(r.timestamp_us, 0);
                v_chain := coalesce(r.hash, decode(repeat('00', 32), 'hex'));
                v_owners[v_o] := v_owner;
            end if;
            v_last := v_last + 1;
            v_time := greatest(v_time, case when v_keep and abs(r.stamp - v_now) >= 60000000 then r.stamp else v_now end);
            v_chain := sha256('BFL1'::bytea || uuid_send(v_owner) || int8send(v_last) || v_chain
                || r.identity || int8send(v_time) || r.seal);
            v_refusal[v_n] := null;
            v_position[v_n] := v_last;
            v_stamp[v_n] := v_time;
            v_hash[v_n] := v_chain;
            v_index[v_n] := v_idx;
            v_idx := v_idx + 1;
            v_lasts[v_o] := v_last;
            v_times[v_o] := v_time;
            v_chains[v_o] := v_chain;
        end if;
    end loop;
    if v_o > 0 then
        insert into eventstore.log_head as h (owner_id, position, hash, timestamp_us, last_tx)
        select e.owner, e.last, e.chain, e.time, v_tx
        from unnest(v_owners, v_lasts, v_chains, v_times) as e(owner, last, chain, time)
        on conflict (owner_id) do update
            set position = excluded.position, hash = excluded.hash, timestamp_us = excluded.timestamp_us, last_tx = excluded.last_tx
            where h.last_tx <= excluded.last_tx;
        get diagnostics v_moved = row_count;
        if v_moved <> v_o then
            raise exception 'A log was moved by a later transaction' using errcode = '40001';
        end if;
        insert into eventstore.event (
            owner_id, position, tx, idx, event_id, subject_id, sequence, type, revision, timestamp_us,
            payload, metadata, salt, commitment, hash,
            actor, user_id, correlation_id, causation_id, request_id, chat_session_id, message_id, execution_id, depth)
        select p_owner[n], v_position[n], v_tx, v_index[n], p_event[n], p_subject[n], p_sequence[n], p_type[n], p_revision[n],
            v_stamp[n], p_payload[n], p_metadata[n], p_salt[n], p_commitment[n], v_hash[n],
            p_actor[n], p_user[n], p_correlation[n], p_causation[n], p_request[n], p_chat[n], p_message[n], p_execution[n], p_depth[n]
        from generate_series(1, v_n) n
        where v_position[n] is not null;
    end if;
    return query
        select e.refusal, e.pos, e.stamp
        from unnest(v_refusal, v_position, v_stamp) with ordinality as e(refusal, pos, stamp, n)
        order by e.n;
end;
$$;
