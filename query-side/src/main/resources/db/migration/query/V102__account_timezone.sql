create table account_timezone (
    user_id  uuid primary key,
    owner_id uuid not null,
    timezone text
);
comment on table account_timezone is 'Inline projection: the time zone that each user has chosen';
