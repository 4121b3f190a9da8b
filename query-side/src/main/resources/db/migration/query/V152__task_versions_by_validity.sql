-- Reports as of an instant find the versions that were valid then in the index alone, instead of reading every later one. The one that this
-- replaces has another name where a rebuild has made the table.
create index dim_task_past_validity on bi.dim_task_past (owner_id, valid_to, valid_from);
do $$
declare
    v_index regclass;
begin
    for v_index in
        select i.indexrelid::regclass
        from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid = 'bi.dim_task_past'::regclass and not i.indisprimary and c.relname <> 'dim_task_past_validity'
    loop
        execute 'drop index ' || v_index;
    end loop;
end;
$$;
