-- Runs that have not ended: few, whatever the number of those that have.
create index execution_view_running on execution_view (started_at, execution_id) where status = 'running';
