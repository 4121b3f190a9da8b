\set n random(1, 64)
select v.* from ref_view v where v.owner = (select id from ref_owner where n = :n) order by v.created desc, v.id desc limit 50;
