package behflow.query.analytics;

import behflow.api.kernel.BinaryArrays;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows for PostgreSQL's COPY in its binary format: the fastest way in, one statement for any number of rows, and nothing for
 * the server to parse. A value's method must be that of its column's type.
 */
final class CopyRows {

    private static final int CHUNK = 64 * 1024;
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final int TEXT_OID = 25;
    /** The days from 1970 to 2000, where PostgreSQL's time begins. */
    private static final int EPOCH_DAYS = 10_957;

    private final CopyIn copy;
    private final int columns;
    private byte[] buffer = new byte[CHUNK + 4096];
    private int length;

    /** @param columns of the table, separated by commas */
    CopyRows(Connection connection, String table, String columns) throws SQLException {
        this.copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " (" + columns + ") from stdin (format binary)");
        this.columns = (int) columns.chars().filter(c -> c == ',').count() + 1;
        put(HEADER);
    }

    /** Begins a row; all its values must follow, in the order of the columns. */
    CopyRows row() throws SQLException {
        if (length >= CHUNK) {
            flush();
        }
        room(2);
        buffer[length++] = (byte) (columns >> 8);
        buffer[length++] = (byte) columns;
        return this;
    }

    CopyRows id(@Nullable UUID value) {
        if (value == null) {
            return missing();
        }
        putInt(16);
        putLong(value.getMostSignificantBits());
        putLong(value.getLeastSignificantBits());
        return this;
    }

    CopyRows bigint(long value) {
        putInt(8);
        putLong(value);
        return this;
    }

    CopyRows integer(int value) {
        putInt(4);
        putInt(value);
        return this;
    }

    CopyRows number(@Nullable Double value) {
        return value == null ? missing() : bigint(Double.doubleToLongBits(value));
    }

    CopyRows flag(boolean value) {
        putInt(1);
        room(1);
        buffer[length++] = (byte) (value ? 1 : 0);
        return this;
    }

    CopyRows date(LocalDate value) {
        return integer(Math.toIntExact(value.toEpochDay()) - EPOCH_DAYS);
    }

    /** A timestamptz: microseconds, what is finer is cut off. */
    CopyRows instant(@Nullable Instant value) {
        return value == null ? missing() : bigint(BinaryArrays.timestamptz(value));
    }

    CopyRows text(@Nullable String value) {
        if (value == null) {
            return missing();
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        putInt(bytes.length);
        put(bytes);
        return this;
    }

    CopyRows texts(@Nullable List<String> values) {
        if (values == null) {
            return missing();
        }
        int start = length;
        putInt(0);
        putInt(values.isEmpty() ? 0 : 1);
        putInt(0);
        putInt(TEXT_OID);
        if (!values.isEmpty()) {
            putInt(values.size());
            putInt(1);
            values.forEach(this::text);
        }
        int end = length;
        length = start;
        putInt(end - start - 4);
        length = end;
        return this;
    }

    void finish() throws SQLException {
        room(2);
        buffer[length++] = -1;
        buffer[length++] = -1;
        flush();
        copy.endCopy();
    }

    /** Gives the statement up; the transaction is over with it. */
    void cancel() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void flush() throws SQLException {
        copy.writeToCopy(buffer, 0, length);
        length = 0;
    }

    private CopyRows missing() {
        putInt(-1);
        return this;
    }

    private void room(int bytes) {
        if (buffer.length - length < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + bytes));
        }
    }

    private void put(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void putInt(int value) {
        room(4);
        buffer[length++] = (byte) (value >> 24);
        buffer[length++] = (byte) (value >> 16);
        buffer[length++] = (byte) (value >> 8);
        buffer[length++] = (byte) value;
    }

    private void putLong(long value) {
        putInt((int) (value >> 32));
        putInt((int) value);
    }
}
