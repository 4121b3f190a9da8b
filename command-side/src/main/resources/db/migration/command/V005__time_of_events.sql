-- The position of the last event of an owner's log whose timestamp is not after an instant; 0 where there is none; null where the
-- instant is later than now. For the last half minute, longer than any append takes, it waits for the appends under way: what is
-- stored after that has a later time. Times never go back within a log, so a binary search finds the place.
create function eventstore.position_at(p_owner uuid, p_lock bigint, p_instant bigint) returns bigint
language plpgsql
set enable_seqscan = off
as $$
declare
    v_low  bigint := 0;
    v_high bigint;
    v_mid  bigint;
    v_last bigint;
begin
    if p_instant > extract(epoch from clock_timestamp()) * 1000000 - 30000000 then
        perform pg_advisory_xact_lock_shared(p_lock);
        if p_instant >= extract(epoch from clock_timestamp()) * 1000000 then
            return null;
        end if;
    end if;
    select h.position, h.timestamp_us into v_high, v_last from eventstore.log_head h where h.owner_id = p_owner;
    if v_high is null or v_last <= p_instant then
        return coalesce(v_high, 0);
    end if;
    while v_low < v_high loop
        v_mid := (v_low + v_high + 1) / 2;
        if (select e.timestamp_us from eventstore.event e where e.owner_id = p_owner and e.position = v_mid) <= p_instant then
            v_low := v_mid;
        else
            v_high := v_mid - 1;
        end if;
    end loop;
    return v_low;
end;
$$;
