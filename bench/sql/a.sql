insert into ref_event (owner, aggregate, sequence, type, payload) values (gen_random_uuid(), gen_random_uuid(), 0, 'task.created', decode(repeat('7b', 400), 'hex'));
