package behflow.gateway.audit;

import behflow.api.kernel.OwnerLock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;

/**
 * Long logs in little time: events of tasks, twenty each, spread over the last sixty days, made and appended by SQL,
 * with everything that makes them provable. The views are left to a rebuild.
 */
final class LongHistory {

    private static final int EVENTS_OF_A_TASK = 20;

    /** Parameters: owner, events in all, first, last, salt, inner pad, outer pad, lock. */
    private static final String APPEND = """
            with given as (select ?::uuid as owner, ?::bigint as total, ?::bigint as first, ?::bigint as last, ?::bytea as salt,
                ?::bytea as inner_pad, ?::bytea as outer_pad
            ), placed as (
                select g.*, n, (n - 1) / (total / %1$d) as k, (n - 1) %% (total / %1$d) as i
                from given g, generate_series(g.first, g.last) n
            ), drafted as (
                select p.*, gen_random_uuid() as event, md5(owner::text || i)::uuid as subject,
                    case when k = 0 then 'task.created' else (array['task.renamed', 'task.status_changed',
                        'task.priority_changed', 'task.rescheduled', 'task.tags_changed'])[k %% 5 + 1] end as type,
                    (extract(epoch from now() - interval '60 days') * 1000000)::bigint
                        + n * (5183000000000 / total) as stamp,
                    convert_to(case when k = 0
                        then '{"name":"Task ' || i || '","description":"What is to be done about it, in a sentence or two",'
                            || '"priority":"low","due_date":"2030-12-31T23:59:59Z","tags":["project","t' || i %% 10 || '"]}'
                        else (array['{"from":"Task","to":"Task ' || i || ' as of ' || k || '"}',
                            '{"from":"not_started","to":"'
                                || (array['in_progress', 'blocked', 'completed', 'not_started'])[(k / 5 + i) %% 4 + 1] || '"}',
                            '{"from":"low","to":"' || (array['high', 'urgent', 'medium', 'low'])[(k / 5 + i) %% 4 + 1] || '"}',
                            '{"from":"2030-12-31T23:59:59Z","to":"2031-01-' || 10 + k || 'T23:59:59Z"}',
                            '{"from":["project"],"to":["project","t' || i %% 10 || '","k' || k || '"]}'])[k %% 5 + 1] end,
                        'UTF8') as payload,
                    convert_to('{"actor":"user","user_id":"' || owner || '","correlation_id":"' || owner
                        || '","causation_id":"' || owner || '","request_id":"' || owner || '"}', 'UTF8') as metadata
                from placed p
            ), sealed as (
                select d.*, sha256(outer_pad || sha256(inner_pad || payload)) as commitment,
                    uuid_send(event) || uuid_send(subject) || int8send(k) || int2send(length(type)::smallint)
                        || convert_to(type, 'UTF8') || int2send(1::smallint) || '1'::bytea as identity
                from drafted d
            ), arrays as (
                select array_agg(1) as unit, array_agg(?::bigint) as lock, array_agg(owner order by n) as owner,
                    array_agg(event order by n) as event, array_agg(subject order by n) as subject,
                    array_agg(k order by n) as sequence, array_agg(type order by n) as type, array_agg('1'::text) as revision,
                    array_agg(stamp order by n) as stamp, array_agg(payload order by n) as payload,
                    array_agg(metadata order by n) as metadata, array_agg(salt order by n) as salt,
                    array_agg(commitment order by n) as commitment, array_agg(identity order by n) as identity,
                    array_agg(sha256(metadata) || commitment order by n) as seal, array_agg('user'::text) as actor,
                    array_agg(null::uuid) as none, array_agg(0::smallint) as depth
                from sealed
            )
            select count(*) filter (where refusal is null) from arrays a, pg_temp.append(true, array[a.lock[1]],
                a.unit, a.lock, a.owner, a.event, a.subject, a.sequence, a.type, a.revision, a.stamp, a.payload, a.metadata,
                a.salt, a.commitment, a.identity, a.seal, a.actor, a.owner, a.owner, a.owner, a.owner, a.none, a.none, a.none,
                a.depth)
            """;

    private final Connection connection;
    private final byte[] salt = new byte[32];

    /** @param connection which from now on keeps the times of events as they are given */
    LongHistory(Connection connection) throws SQLException {
        this.connection = connection;
        new SecureRandom().nextBytes(salt);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set behflow.keep_times = on");
            statement.execute(function());
        }
    }

    private static String function() {
        try (InputStream function = LongHistory.class.getResourceAsStream("append.sql")) {
            return new String(Objects.requireNonNull(function).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tasks of one owner, in batches of a transaction each. */
    void append(UUID owner, int events, int batch) throws SQLException {
        for (int first = 1; first <= events; first += batch) {
            append(owner, events, first, Math.min(events, first + batch - 1));
        }
    }

    private void append(UUID owner, int total, int first, int last) throws SQLException {
        try (PreparedStatement append = connection.prepareStatement(APPEND.formatted(EVENTS_OF_A_TASK))) {
            append.setObject(1, owner);
            append.setLong(2, total);
            append.setLong(3, first);
            append.setLong(4, last);
            append.setBytes(5, salt);
            append.setBytes(6, pad((byte) 0x36));
            append.setBytes(7, pad((byte) 0x5c));
            append.setLong(8, OwnerLock.key(owner));
            try (ResultSet row = append.executeQuery()) {
                row.next();
                if (row.getLong(1) != last - first + 1) {
                    throw new IllegalStateException("The append refused events");
                }
            }
        }
    }

    /** HMAC's key of a block, as RFC 2104 pads it. */
    private byte[] pad(byte with) {
        byte[] block = Arrays.copyOf(salt, 64);
        for (int i = 0; i < block.length; i++) {
            block[i] ^= with;
        }
        return block;
    }
}
