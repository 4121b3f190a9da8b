create index process_view_updated on process_view (updated_at);
