package behflow.query.analytics;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows for PostgreSQL's COPY in its text format: the fastest way in, one statement for any number of rows. */
final class CopyRows {

    private static final int CHUNK = 64 * 1024;

    private final CopyIn copy;
    private final StringBuilder buffer = new StringBuilder(CHUNK + 4096);
    private boolean first = true;
    private boolean empty = true;

    /** @param target table and columns, for example {@code t (a, b)} */
    CopyRows(Connection connection, String target) throws SQLException {
        copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + target + " from stdin");
    }

    CopyRows value(@Nullable Object value) {
        if (!first) {
            buffer.append('\t');
        }
        first = false;
        if (value == null) {
            buffer.append("\\N");
        } else if (value instanceof String text) {
            escape(text);
        } else {
            // Numbers, ids, dates, instants, booleans: nothing in them to escape.
            buffer.append(value);
        }
        return this;
    }

    /** Instants of events lie in years of four digits. */
    CopyRows instant(@Nullable Instant value) {
        return value(value);
    }

    CopyRows texts(@Nullable List<String> values) {
        if (values == null) {
            return value(null);
        }
        StringBuilder array = new StringBuilder("{");
        for (String text : values) {
            if (array.length() > 1) {
                array.append(',');
            }
            array.append('"')
                    .append(text.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return value(array.append('}').toString());
    }

    CopyRows end() throws SQLException {
        buffer.append('\n');
        first = true;
        empty = false;
        if (buffer.length() >= CHUNK) {
            flush();
        }
        return this;
    }

    void finish() throws SQLException {
        if (!empty) {
            flush();
        }
        copy.endCopy();
    }

    /** Gives the statement up; the transaction is over with it. */
    void cancel() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void flush() throws SQLException {
        byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        buffer.setLength(0);
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> buffer.append("\\\\");
                case '\t' -> buffer.append("\\t");
                case '\n' -> buffer.append("\\n");
                case '\r' -> buffer.append("\\r");
                default -> buffer.append(c);
            }
        }
    }
}
