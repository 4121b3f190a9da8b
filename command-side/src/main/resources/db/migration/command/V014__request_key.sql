-- Requests that their clients gave a key, and how they were answered: the same key is carried out once.
create table request_key (
    owner_id       uuid        not null,
    key_hash       bytea       not null check (length(key_hash) = 32),
    fingerprint    bytea       check (length(fingerprint) = 32),
    request_id     uuid        not null,
    claimed_at     timestamptz not null default clock_timestamp(),
    lease_until    timestamptz,
    stored         boolean     not null default false,
    correlation_id uuid,
    erased         boolean     not null default false,
    status         smallint,
    headers        text[],
    body           bytea,
    primary key (owner_id, key_hash),
    check ((status is null) = (body is null) and (status is null) = (headers is null))
) with (fillfactor = 70);
create index request_key_age on request_key (claimed_at);
comment on table request_key is 'Requests with an Idempotency-Key, and their answers; kept for 24 hours';
comment on column request_key.owner_id is 'The user who sent it';
comment on column request_key.key_hash is 'The SHA-256 of the key; the key itself is kept nowhere';
comment on column request_key.fingerprint is 'The SHA-256 of path, query and body; null once something of the user''s was erased';
comment on column request_key.request_id is 'The request that has the key';
comment on column request_key.lease_until is 'Until then it is being carried out; its node prolongs it. Null when it is over';
comment on column request_key.stored is 'It has written to the log, or had a run accepted: it is never carried out again';
comment on column request_key.correlation_id is 'Of what it stored first';
comment on column request_key.erased is 'Something of the user''s was erased meanwhile: its answer is not kept';
comment on column request_key.headers is 'Of the answer: names and values in turn';
