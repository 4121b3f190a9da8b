package behflow.command.following;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.UnexpectedRollbackException;

/**
 * Refuses to commit a transaction that PostgreSQL has given up. The driver would roll it back and say that all went well: the
 * events of a batch would count as handled, and nothing of them be stored.
 */
final class CheckedTransactionManager implements PlatformTransactionManager {

    private final PlatformTransactionManager transactions;
    private final DataSource dataSource;

    CheckedTransactionManager(PlatformTransactionManager transactions, DataSource dataSource) {
        this.transactions = transactions;
        this.dataSource = dataSource;
    }

    @Override
    public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
        return transactions.getTransaction(definition);
    }

    @Override
    public void commit(TransactionStatus status) {
        if (status.isNewTransaction() && !status.isRollbackOnly() && failed()) {
            transactions.rollback(status);
            throw new UnexpectedRollbackException("An SQL error in this transaction was passed over: rolled back");
        }
        transactions.commit(status);
    }

    @Override
    public void rollback(TransactionStatus status) {
        transactions.rollback(status);
    }

    private boolean failed() {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED;
        } catch (SQLException e) {
            throw new TransactionSystemException("The state of the transaction can't be read", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
