create table account_address (
    user_id       uuid        not null references account on delete cascade,
    address       text        not null,
    last_login_at timestamptz not null default now(),
    primary key (user_id, address)
);
create index account_address_age on account_address (last_login_at);
comment on table account_address is 'From where a user has logged in: there guesses from elsewhere do not lock them out; kept for 90 days';
