-- Sessions that have run out go at anybody's login, wherever their user is.
create index session_by_last_use on session (last_used_at);
