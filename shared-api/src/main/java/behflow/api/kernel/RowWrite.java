package behflow.api.kernel;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/**
 * A write of many rows by one statement whose text is the same for any number of them. It has its text and its parameters apart,
 * so that it can be sent together with other statements, in one round trip.
 *
 * @param <R> the row
 */
public interface RowWrite<R> {

    /** One statement that inserts or replaces rows. */
    String sql(String table);

    /**
     * Binds all parameters of the statement.
     *
     * @param first its first parameter
     * @return the parameter behind its last one
     */
    int bind(PreparedStatement statement, int first, Collection<R> rows) throws SQLException;
}
