package behflow.api.kernel;

import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Arrays of ids and of instants in PostgreSQL's binary format. The driver knows these two as text only, which takes the server longer
 * to read than to look up.
 */
public final class BinaryArrays {

    /** From 1970 to 2000, where PostgreSQL's time begins. */
    private static final long EPOCH_SECONDS = 10_957 * 86_400L;

    private static final int NULL = -1;

    private BinaryArrays() {}

    /** For {@code uuid[]}. */
    public static Array ids(Connection connection, Collection<? extends @Nullable UUID> ids) throws SQLException {
        if (textOnly(connection)) {
            return connection.createArrayOf("uuid", ids.toArray());
        }
        ByteBuffer array = begin(ids, Oid.UUID, 16);
        for (UUID id : ids) {
            if (id == null) {
                array.putInt(NULL);
            } else {
                array.putInt(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
            }
        }
        return end(connection, Oid.UUID_ARRAY, array);
    }

    /** For {@code timestamptz[]}: microseconds, what is finer is cut off. */
    public static Array instants(Connection connection, Collection<? extends @Nullable Instant> instants)
            throws SQLException {
        if (textOnly(connection)) {
            return connection.createArrayOf("timestamptz", instants.toArray());
        }
        ByteBuffer array = begin(instants, Oid.TIMESTAMPTZ, 8);
        for (Instant instant : instants) {
            if (instant == null) {
                array.putInt(NULL);
            } else {
                array.putInt(8).putLong(timestamptz(instant));
            }
        }
        return end(connection, Oid.TIMESTAMPTZ_ARRAY, array);
    }

    /**
     * A {@code timestamptz} in PostgreSQL's binary format: microseconds since 2000, what is finer is cut off.
     *
     * @throws ArithmeticException for a time so far away that no number can say it
     */
    public static long timestamptz(Instant instant) {
        long micros = Math.multiplyExact(instant.getEpochSecond() - EPOCH_SECONDS, 1_000_000L);
        return Math.addExact(micros, instant.getNano() / 1_000);
    }

    /** As {@code preferQueryMode=simple} in the database's address asks for. */
    private static boolean textOnly(Connection connection) throws SQLException {
        return connection.unwrap(BaseConnection.class).getPreferQueryMode() == PreferQueryMode.SIMPLE;
    }

    /** Dimensions, whether there are nulls, the elements' type; of the one dimension its length and its first number. */
    private static ByteBuffer begin(Collection<?> values, int type, int size) {
        ByteBuffer array = ByteBuffer.allocate(20 + values.size() * (4 + size));
        array.putInt(values.isEmpty() ? 0 : 1)
                .putInt(values.stream().anyMatch(value -> value == null) ? 1 : 0)
                .putInt(type);
        return values.isEmpty() ? array : array.putInt(values.size()).putInt(1);
    }

    private static Array end(Connection connection, int type, ByteBuffer array) throws SQLException {
        byte[] bytes = new byte[array.flip().remaining()];
        array.get(bytes);
        return new PgArray(connection.unwrap(BaseConnection.class), type, bytes);
    }
}
