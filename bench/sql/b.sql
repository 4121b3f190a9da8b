begin;
insert into ref_event (owner, aggregate, sequence, type, payload) values (gen_random_uuid(), gen_random_uuid(), 0, 'task.created', decode(repeat('7b', 400), 'hex'));
insert into ref_view (id, owner, name, description, status, priority, tags, version) values (gen_random_uuid(), gen_random_uuid(), 'Task', repeat('d', 100), 'not_started', 'medium', array['work'], 0) on conflict (id) do update set version = excluded.version;
commit;
