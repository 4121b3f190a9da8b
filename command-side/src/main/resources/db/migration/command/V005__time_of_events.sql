-- The time of an event is when it is stored: the database's clock, read under the owner's lock. A command that waited for its
-- append, or a node whose clock is off by less than a minute, would else slip an event behind an instant that someone has already
-- looked at. Times further away are meant (a test's clock, history brought along) and stay, except that none goes back.
create or replace function eventstore.append(
    p_wait boolean, p_locks bigint[],
    p_unit integer[], p_lock bigint[], p_owner uuid[], p_event uuid[], p_subject uuid[], p_sequence bigint[],
    p_type text[], p_revision text[], p_timestamp bigint[], p_payload bytea[], p_metadata bytea[], p_salt bytea[], p_commitment bytea[],
    p_identity bytea[], p_seal bytea[],
    p_actor text[], p_user uuid[], p_correlation uuid[], p_causation uuid[], p_request uuid[],
    p_chat uuid[], p_message uuid[], p_execution uuid[], p_depth smallint[])
returns table (refusal text, event_position bigint, event_timestamp bigint)
language plpgsql
set enable_seqscan = off
as $$
declare
    v_busy      bigint[] := '{}';
    v_conflicts integer[];
    v_lock      bigint;
    v_tx        bigint;
    v_now       bigint;
    v_idx       integer := 0;
    v_n         integer := 0;
    v_owner     uuid;
    v_head      eventstore.log_head;
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
        select e.* from unnest(p_unit, p_lock, p_owner, p_timestamp, p_identity, p_seal)
            as e(unit, lock, owner, stamp, identity, seal)
    loop
        v_n := v_n + 1;
        if r.lock = any (v_busy) then
            v_refusal[v_n] := 'busy';
        elsif r.unit = any (v_conflicts) then
            v_refusal[v_n] := 'conflict';
        else
            if r.owner is distinct from v_owner then
                if v_owner is not null then
                    perform eventstore.move_head(v_head, v_tx);
                end if;
                v_owner := r.owner;
                select h.* into v_head from eventstore.log_head h where h.owner_id = v_owner;
                if not found then
                    v_head := row(v_owner, 0, decode(repeat('00', 32), 'hex'), 0, 0)::eventstore.log_head;
                end if;
            end if;
            v_head.position := v_head.position + 1;
            v_head.timestamp_us := greatest(v_head.timestamp_us,
                case when abs(r.stamp - v_now) < 60000000 then v_now else r.stamp end);
            v_head.hash := sha256('BFL1'::bytea || uuid_send(v_owner) || int8send(v_head.position) || v_head.hash
                || r.identity || int8send(v_head.timestamp_us) || r.seal);
            v_refusal[v_n] := null;
            v_position[v_n] := v_head.position;
            v_stamp[v_n] := v_head.timestamp_us;
            v_hash[v_n] := v_head.hash;
            v_index[v_n] := v_idx;
            v_idx := v_idx + 1;
        end if;
    end loop;
    if v_owner is not null then
        perform eventstore.move_head(v_head, v_tx);
        insert into eventstore.event (
            owner_id, position, tx, idx, event_id, subject_id, sequence, type, revision, timestamp_us,
            payload, metadata, salt, commitment, hash,
            actor, user_id, correlation_id, causation_id, request_id, chat_session_id, message_id, execution_id, depth)
        select e.owner, e.pos, v_tx, e.index, e.event, e.subject, e.sequence, e.type, e.revision, e.stamp,
            e.payload, e.metadata, e.salt, e.commitment, e.hash,
            e.actor, e.usr, e.correlation, e.causation, e.request, e.chat, e.message, e.execution, e.depth
        from unnest(p_owner, v_position, v_index, p_event, p_subject, p_sequence, p_type, p_revision, v_stamp,
                p_payload, p_metadata, p_salt, p_commitment, v_hash,
                p_actor, p_user, p_correlation, p_causation, p_request, p_chat, p_message, p_execution, p_depth)
            as e(owner, pos, index, event, subject, sequence, type, revision, stamp,
                payload, metadata, salt, commitment, hash,
                actor, usr, correlation, causation, request, chat, message, execution, depth)
        where e.pos is not null;
    end if;
    -- Exactly as many elements as events, also where the last were refused.
    return query
        select e.refusal, e.pos, e.stamp
        from (select g.n, v_refusal[g.n] as refusal, v_position[g.n] as pos, v_stamp[g.n] as stamp
              from generate_series(1, v_n) as g(n)) e
        order by e.n;
end;
$$;

-- The position of the last event of an owner's log whose timestamp is not after an instant; 0 where there is none; null where the
-- instant is later than now. For the last half minute, longer than any append takes, it waits for the appends under way: what is
-- stored after that has a later time. Times never go back within a log, so a binary search finds the place.
create function eventstore.position_at(p_owner uuid, p_lock bigint, p_instant bigint) returns bigint
language plpgsql
set enable_seqscan = off
as $$
declare
    v_low  bigint := 0;
    v_high bigint;
    v_mid  bigint;
    v_last bigint;
begin
    if p_instant > extract(epoch from clock_timestamp()) * 1000000 - 30000000 then
        perform pg_advisory_xact_lock_shared(p_lock);
        if p_instant >= extract(epoch from clock_timestamp()) * 1000000 then
            return null;
        end if;
    end if;
    select h.position, h.timestamp_us into v_high, v_last from eventstore.log_head h where h.owner_id = p_owner;
    if v_high is null or v_last <= p_instant then
        return coalesce(v_high, 0);
    end if;
    while v_low < v_high loop
        v_mid := (v_low + v_high + 1) / 2;
        if (select e.timestamp_us from eventstore.event e where e.owner_id = p_owner and e.position = v_mid) <= p_instant then
            v_low := v_mid;
        else
            v_high := v_mid - 1;
        end if;
    end loop;
    return v_low;
end;
$$;
