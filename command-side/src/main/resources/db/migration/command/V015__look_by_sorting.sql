-- How many owners' logs have grown is not known when the statement is planned. The table for their hashes was made for a third of
-- the log, and each look took longer the longer that grew; the few that there are, are sorted.
alter function eventstore.look(bigint, integer, bigint, bigint[]) set enable_hashagg = off;
