package behflow.api.kernel;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Binds arrays to a statement, one after the other, with an element for each of some items. In the statement an item's values are
 * the arrays' elements by its number, {@code (?::uuid[])[n]}, of {@code unnest(?::integer[]) n}, which {@link #numbers} binds:
 * where arrays are short that costs PostgreSQL next to nothing, while {@code unnest} of each would be a scan of each.
 *
 * @param <T> the item
 */
public final class ParallelArrays<T> {

    private final PreparedStatement statement;
    private final List<T> items;
    private int next;

    /** @param first the first parameter to bind */
    public ParallelArrays(PreparedStatement statement, int first, Collection<T> items) {
        this.statement = statement;
        this.next = first;
        this.items = List.copyOf(items);
    }

    /** The next parameter to bind. */
    public int next() {
        return next;
    }

    /** 1, 2, 3 … */
    public ParallelArrays<T> numbers() throws SQLException {
        return array("integer", IntStream.rangeClosed(1, items.size()).boxed().toArray(Integer[]::new));
    }

    public ParallelArrays<T> ids(Function<? super T, @Nullable UUID> value) throws SQLException {
        return array("uuid", items.stream().map(value).toArray(UUID[]::new));
    }

    public ParallelArrays<T> longs(ToLongFunction<? super T> value) throws SQLException {
        return array("bigint", items.stream().mapToLong(value).boxed().toArray(Long[]::new));
    }

    public ParallelArrays<T> ints(ToIntFunction<? super T> value) throws SQLException {
        return array("integer", items.stream().mapToInt(value).boxed().toArray(Integer[]::new));
    }

    public ParallelArrays<T> shorts(ToIntFunction<? super T> value) throws SQLException {
        return array(
                "smallint",
                items.stream().map(item -> (short) value.applyAsInt(item)).toArray(Short[]::new));
    }

    public ParallelArrays<T> texts(Function<? super T, @Nullable String> value) throws SQLException {
        return array("text", items.stream().map(value).toArray(String[]::new));
    }

    public ParallelArrays<T> bytes(Function<? super T, byte[]> value) throws SQLException {
        return array("bytea", items.stream().map(value).toArray(byte[][]::new));
    }

    /** In years 1 to 9999, for {@code (?::timestamptz[])[n]}. */
    public ParallelArrays<T> instants(Function<? super T, @Nullable Instant> value) throws SQLException {
        return array(
                "timestamptz",
                items.stream()
                        .map(value)
                        .map(instant -> instant == null ? null : instant.toString())
                        .toArray(String[]::new));
    }

    /** Lists of texts, for {@code (?::text[])[n]::text[]}: there are no arrays of arrays that differ in length. */
    public ParallelArrays<T> lists(Function<? super T, @Nullable List<String>> value) throws SQLException {
        String[] lists = new String[items.size()];
        for (int i = 0; i < lists.length; i++) {
            List<String> list = value.apply(items.get(i));
            lists[i] = list == null
                    ? null
                    : statement
                            .getConnection()
                            .createArrayOf("text", list.toArray())
                            .toString();
        }
        return array("text", lists);
    }

    private ParallelArrays<T> array(String type, Object[] values) throws SQLException {
        Array array = statement.getConnection().createArrayOf(type, values);
        statement.setArray(next++, array);
        return this;
    }
}
