-- An attempt to log in counts as a guess when it has failed; until then others wait for it where it could be one too many.
alter table login_attempt add column failed boolean not null default false;
comment on column login_attempt.failed is 'Whether the password was wrong; false while it is looked at';
