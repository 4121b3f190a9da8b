-- Undos of so many tasks that they take several transactions, while they do; written in the transaction of their events.
create table undo_job (
    subject_id uuid    primary key,
    owner_id   uuid    not null,
    undoes     uuid    not null,
    undo       uuid    not null,
    remaining  integer not null
);
comment on table undo_job is 'Inline projection: undos that are not complete; any node completes them';
comment on column undo_job.undoes is 'Correlation id of the cause that is undone';
comment on column undo_job.undo is 'Correlation id of the undo itself';
comment on column undo_job.remaining is 'Tasks still to be changed';
