-- The rebuild that runs, or ran last, for each projection.
create table projection_rebuild (
    projection  text        primary key,
    state       text        not null check (state in ('running', 'done', 'failed')),
    done        bigint      not null default 0,
    total       bigint      not null default 0,
    started_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    finished_at timestamptz,
    error       text
);
comment on table projection_rebuild is 'Progress of the rebuild that runs, or of the last one, by projection';

-- How far the table that a rebuild replaced had come, by owner: from here it is brought up to date when someone goes back to it.
create table projection_previous (
    projection text   not null,
    owner_id   uuid   not null,
    position   bigint not null,
    primary key (projection, owner_id)
);
comment on table projection_previous is 'Positions up to which replaced projection tables are right';
