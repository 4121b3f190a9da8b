create table eventstore.installation (
    one         boolean     primary key default true check (one),
    id          uuid        not null,
    private_key bytea       not null,
    public_key  bytea       not null check (length(public_key) = 32),
    created_at  timestamptz not null default now()
);
comment on table eventstore.installation is 'The installation''s id and the Ed25519 key that signs heads of logs; made at the first start';
comment on column eventstore.installation.private_key is 'PKCS #8';
comment on column eventstore.installation.public_key is 'Raw, 32 bytes';
