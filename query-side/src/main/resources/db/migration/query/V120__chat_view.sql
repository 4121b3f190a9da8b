-- Conversations and their messages; written in the transaction of their events.
create table chat_session_view (
    session_id      uuid        primary key,
    owner_id        uuid        not null,
    version         bigint      not null,
    name            text,
    title           text,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    first_sequence  bigint      not null,
    deleted         boolean     not null,
    plan_id         uuid,
    plan            text,
    plan_expires_at timestamptz
);
create index chat_session_view_owner on chat_session_view (owner_id, updated_at desc, session_id desc);
comment on table chat_session_view is 'Inline projection: conversations after their last event';
comment on column chat_session_view.name is 'The client''s name for it; null where erased';
comment on column chat_session_view.first_sequence is 'Messages before it belong to a conversation that was deleted';
comment on column chat_session_view.plan is 'What waits for the user''s word, as JSON; null for none';

create table chat_message_view (
    message_id     uuid        primary key,
    owner_id       uuid        not null,
    session_id     uuid        not null,
    sequence       bigint      not null,
    role           text        not null check (role in ('user', 'assistant')),
    content        text,
    created_at     timestamptz not null,
    correlation_id uuid        not null,
    task_ids       uuid[]      not null
);
create index chat_message_view_session on chat_message_view (session_id, sequence);
create index chat_message_view_owner on chat_message_view (owner_id);
comment on table chat_message_view is 'Inline projection: messages of conversations';
comment on column chat_message_view.correlation_id is 'The turn, which an undo takes back as one';
