create table rate_limit (
    id         text   primary key,
    state      bytea,
    expires_at bigint
);
comment on table rate_limit is 'Buckets of the rate limits, by user; written only where they are turned on';
