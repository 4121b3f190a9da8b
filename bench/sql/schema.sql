-- What the references write and read: shaped like an event row and a view row, without anything of Behflow's.
create table if not exists ref_event (
    owner uuid not null, pos bigint generated always as identity, aggregate uuid not null, sequence bigint not null,
    type text not null, at timestamptz not null default now(), payload bytea not null,
    primary key (owner, pos), unique (aggregate, sequence));
create table if not exists ref_view (
    id uuid primary key, owner uuid not null, name text not null, description text not null, status text not null,
    priority text not null, due timestamptz, tags text[], created timestamptz not null default now(), version bigint not null);
create index if not exists ref_view_owner on ref_view (owner, created desc, id desc);
create table if not exists ref_owner (n int primary key, id uuid not null);
truncate ref_event, ref_view, ref_owner;
insert into ref_owner select n, gen_random_uuid() from generate_series(1, 64) n;
insert into ref_view (id, owner, name, description, status, priority, tags, version)
select gen_random_uuid(), o.id, 'Task ' || i, repeat('d', 100), 'not_started', 'medium', array['work'], 0
from ref_owner o, generate_series(1, 50) i;
vacuum analyze;
