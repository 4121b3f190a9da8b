package behflow.api.kernel;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
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
        Integer[] numbers = new Integer[items.size()];
        Arrays.setAll(numbers, i -> i + 1);
        return array("integer", numbers);
    }

    public ParallelArrays<T> ids(Function<? super T, @Nullable UUID> value) throws SQLException {
        return array(BinaryArrays.ids(statement.getConnection(), Arrays.asList(values(value, new UUID[items.size()]))));
    }

    public ParallelArrays<T> longs(Function<? super T, Long> value) throws SQLException {
        return array("bigint", values(value, new Long[items.size()]));
    }

    public ParallelArrays<T> ints(Function<? super T, Integer> value) throws SQLException {
        return array("integer", values(value, new Integer[items.size()]));
    }

    public ParallelArrays<T> shorts(Function<? super T, Short> value) throws SQLException {
        return array("smallint", values(value, new Short[items.size()]));
    }

    public ParallelArrays<T> doubles(Function<? super T, @Nullable Double> value) throws SQLException {
        return array("float8", values(value, new Double[items.size()]));
    }

    public ParallelArrays<T> texts(Function<? super T, @Nullable String> value) throws SQLException {
        return array("text", values(value, new String[items.size()]));
    }

    public ParallelArrays<T> bytes(Function<? super T, byte[]> value) throws SQLException {
        return array("bytea", values(value, new byte[items.size()][]));
    }

    public ParallelArrays<T> instants(Function<? super T, @Nullable Instant> value) throws SQLException {
        return array(BinaryArrays.instants(
                statement.getConnection(), Arrays.asList(values(value, new Instant[items.size()]))));
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

    private <V> V[] values(Function<? super T, ? extends @Nullable V> value, V[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(items.get(i));
        }
        return values;
    }

    private ParallelArrays<T> array(String type, Object[] values) throws SQLException {
        return array(statement.getConnection().createArrayOf(type, values));
    }

    private ParallelArrays<T> array(Array array) throws SQLException {
        statement.setArray(next++, array);
        return this;
    }
}
