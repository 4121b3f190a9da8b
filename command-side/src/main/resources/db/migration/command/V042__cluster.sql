-- A backup restored into a cluster whose transaction ids are higher already is known by where it is only.
alter table eventstore.transaction_offset add column cluster text;
comment on column eventstore.transaction_offset.cluster is 'Which database of which cluster this was at the last start; null while that is not known';
