-- Accounts and sessions: plain rows. No password hash and no token ever enters an event.
create table account (
    user_id       uuid        primary key,
    username      text        not null,
    username_key  text        not null unique,
    name          text        not null,
    lastname      text        not null,
    email         text,
    password_hash text        not null,
    date_order    text        not null default 'ymd' check (date_order in ('dmy', 'mdy', 'ymd')),
    admin         boolean     not null default false,
    active        boolean     not null default true,
    created_at    timestamptz not null default now()
);
comment on table account is 'Users; user_id is the owner of their log';
comment on column account.username_key is 'The name without its case: two names differ by more';

create table session (
    session_id   uuid        primary key,
    token_hash   bytea       not null unique check (length(token_hash) = 32),
    user_id      uuid        not null references account on delete cascade,
    created_at   timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    address      text        not null,
    user_agent   text
);
create index session_by_user on session (user_id);
comment on table session is 'Sessions, found by the SHA-256 of their token; the token itself is kept nowhere';

create table login_attempt (
    id           bigint      generated always as identity primary key,
    username_key text        not null,
    address      text        not null,
    attempted_at timestamptz not null default now()
);
create index login_attempt_account on login_attempt (username_key, attempted_at);
create index login_attempt_address on login_attempt (address, attempted_at);
comment on table login_attempt is 'Attempts to log in that have not succeeded, for throttling; kept for 15 minutes';
