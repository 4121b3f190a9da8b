-- Reminders on their way out by e-mail: references only; names and addresses are read when a mail is written.
create table process.reminder_mail (
    reminder_id    uuid        primary key,
    owner_id       uuid        not null,
    task_id        uuid        not null,
    due_date       timestamptz not null,
    correlation_id uuid        not null,
    causation_id   uuid        not null,
    request_id     uuid        not null,
    depth          smallint    not null,
    raised_at      timestamptz not null,
    state          text        not null default 'waiting'
        check (state in ('waiting', 'sending', 'sent', 'recorded', 'dropped', 'failed')),
    attempts       smallint    not null default 0,
    next_attempt   timestamptz not null default clock_timestamp(),
    note           text
);
create index reminder_mail_open on process.reminder_mail (next_attempt) where state in ('waiting', 'sending', 'sent');
create index reminder_mail_owner on process.reminder_mail (owner_id);
create index reminder_mail_age on process.reminder_mail (raised_at);
comment on table process.reminder_mail is 'Reminders by e-mail, each at most once; kept for 30 days';
comment on column process.reminder_mail.state is
    'waiting; sending: given to the mail server, and never again whatever becomes of it; sent; recorded: said in the log as well; dropped: not wanted any more; failed';
comment on column process.reminder_mail.note is 'Why it was dropped or failed';
