-- The event store: one log per owner, gapless and chained; all owners in commit-safe order of (tx, idx).
create schema eventstore;

create table eventstore.event (
    owner_id        uuid     not null,
    position        bigint   not null check (position > 0),
    tx              bigint   not null,
    idx             integer  not null,
    event_id        uuid     not null,
    subject_id      uuid     not null,
    sequence        bigint   not null check (sequence >= 0),
    type            text     not null check (type ~ '^[a-z_]+\.[a-z_]+$'),
    revision        text     not null,
    timestamp_us    bigint   not null,
    payload         bytea    not null,
    metadata        bytea    not null,
    salt            bytea    check (length(salt) = 32),
    commitment      bytea    not null check (length(commitment) = 32),
    hash            bytea    not null check (length(hash) = 32),
    actor           text     not null check (actor in ('user', 'agent', 'process', 'admin')),
    user_id         uuid     not null,
    correlation_id  uuid     not null,
    causation_id    uuid     not null,
    request_id      uuid     not null,
    chat_session_id uuid,
    message_id      uuid,
    execution_id    uuid,
    depth           smallint not null default 0,
    primary key (owner_id, position),
    unique (subject_id, sequence),
    unique (tx, idx)
);
create index event_correlation on eventstore.event (correlation_id);
create index event_erased on eventstore.event (subject_id) where salt is null;

comment on table eventstore.event is 'Every event, once. Bytes are kept as hashed; audit.event shows them as jsonb.';
comment on column eventstore.event.owner_id is 'Whose log: the user whose data it is, or all zeros for the installation';
comment on column eventstore.event.position is 'In the owner''s log: 1, 2, 3 without a gap';
comment on column eventstore.event.tx is 'Transaction id plus the offset of eventstore.transaction_offset';
comment on column eventstore.event.idx is 'Order within the transaction';
comment on column eventstore.event.subject_id is 'The aggregate: task, process, session, account';
comment on column eventstore.event.sequence is 'In the aggregate: 0, 1, 2 without a gap';
comment on column eventstore.event.timestamp_us is 'Microseconds since 1970, UTC; never goes back within one owner''s log';
comment on column eventstore.event.payload is 'JSON in UTF-8, as hashed; what remains of it where erased';
comment on column eventstore.event.metadata is 'JSON in UTF-8, as hashed';
comment on column eventstore.event.salt is 'Key of the commitment; null where the payload was erased';
comment on column eventstore.event.commitment is 'HMAC-SHA256(salt, payload)';
comment on column eventstore.event.hash is 'SHA-256 of the entry, which holds the hash before it';

create table eventstore.log_head (
    owner_id     uuid   primary key,
    position     bigint not null,
    hash         bytea  not null,
    timestamp_us bigint not null,
    last_tx      bigint not null
) with (fillfactor = 50);
comment on table eventstore.log_head is 'The last position and hash of each owner''s log, moved inside the append';

-- A database restored into a new cluster starts with low transaction ids. The offset keeps (tx, idx) rising; it is checked at start.
create table eventstore.transaction_offset (
    one   boolean primary key default true check (one),
    value bigint  not null
);
insert into eventstore.transaction_offset (value) values (0);

create table eventstore.event_type (
    type     text not null,
    revision text not null,
    primary key (type, revision)
);
comment on table eventstore.event_type is 'What was ever stored: a start refuses what it can''t read';

create table eventstore.snapshot (
    subject_id   uuid   primary key,
    sequence     bigint not null,
    type         text   not null,
    payload_type text   not null,
    revision     text,
    event_id     uuid   not null,
    timestamp_us bigint not null,
    payload      bytea  not null,
    metadata     bytea  not null
);
comment on table eventstore.snapshot is 'State after some event of a long stream; only speeds up loading';

create table eventstore.token_entry (
    processor_name text    not null,
    segment        integer not null,
    token          bytea,
    token_type     text,
    timestamp      text,
    owner          text,
    primary key (processor_name, segment)
);
comment on table eventstore.token_entry is 'How far each processing group has come, by segment';

-- Appends the events of many units of work (commands), all or nothing for each unit, in one transaction of the caller.
-- Arrays run in parallel, one element an event, sorted so that an owner's events stand together. Returns, for each event in order, its
-- position and timestamp; or a refusal for its unit: 'conflict' where the aggregate has moved on, 'busy' where another transaction holds the
-- owner and p_wait is false. Order matters: owner locks ahead of the transaction id, so that positions and (tx, idx) agree.
-- The time of an event is when it is stored: the database's clock, read under the owner's lock. A command that waited for its
-- append, or a node whose clock is off by less than a minute, would else slip an event behind an instant that someone has already
-- looked at. Times further away are meant (a test's clock, history brought along) and stay, except that none goes back.
create function eventstore.append(
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
            v_time := greatest(v_time, case when abs(r.stamp - v_now) < 60000000 then v_now else r.stamp end);
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
    return query
        select e.refusal, e.pos, e.stamp
        from unnest(v_refusal, v_position, v_stamp) with ordinality as e(refusal, pos, stamp, n)
        order by e.n;
end;
$$;

-- What a node sees of the end of the log: the greatest complete event after (p_tx, p_idx), null where there is none; and the
-- owners whose logs have grown since its last look, which saw all transactions but p_running and those from p_next on.
create function eventstore.look(p_tx bigint, p_idx integer, p_next bigint, p_running bigint[])
returns table (head_tx bigint, head_idx integer, next bigint, running bigint[], grown uuid[])
language plpgsql stable
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
    v_snapshot pg_snapshot := pg_current_snapshot();
    v_offset   bigint := (select o.value from eventstore.transaction_offset o);
    v_safe     bigint := pg_snapshot_xmin(v_snapshot)::text::bigint + v_offset;
begin
    select e.tx, e.idx into head_tx, head_idx
    from eventstore.event e
    where (e.tx, e.idx) > (p_tx, p_idx) and e.tx < v_safe
    order by e.tx desc, e.idx desc limit 1;
    next := pg_snapshot_xmax(v_snapshot)::text::bigint + v_offset;
    running := array(select x::text::bigint + v_offset from pg_snapshot_xip(v_snapshot) x);
    grown := array(
        select e.owner_id from eventstore.event e where e.tx >= p_next
        union
        select e.owner_id from eventstore.event e where e.tx = any (p_running));
    return next;
end;
$$;

-- What auditors read: the same events, with names and times, as jsonb.
create schema audit;
create view audit.event as
select e.owner_id, e.position, e.event_id, e.subject_id, e.sequence, e.type, e.revision,
       'epoch'::timestamptz + e.timestamp_us * interval '1 microsecond' as timestamp,
       convert_from(e.payload, 'UTF8')::jsonb as payload,
       convert_from(e.metadata, 'UTF8')::jsonb as metadata,
       e.salt is null as erased,
       e.actor, e.user_id, e.correlation_id, e.causation_id, e.request_id, e.chat_session_id, e.message_id, e.execution_id,
       encode(e.hash, 'hex') as hash
from eventstore.event e;
comment on view audit.event is 'Every event of every owner, payload and metadata as jsonb; order by (owner_id, position)';
