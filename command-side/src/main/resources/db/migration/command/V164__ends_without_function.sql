-- What an append asks for are plain statements now: in each transaction PL/pgSQL prepares every expression anew.
drop function eventstore.ends;
