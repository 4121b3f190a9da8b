package behflow.api.kernel;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Tables that hold somebody's data beside the log and its inline projections, such as accounts, sessions or recorded answers.
 * An erasure calls every bean of this kind in its own transaction, so that nothing remains where the log forgets.
 */
public interface PersonalCopies {

    /** Deletes all that is an owner's, in the transaction of the erasure of the account. */
    void eraseOwner(Connection connection, UUID owner) throws SQLException;

    /** After the erasure of an account is committed, before it is answered: waits until nothing in memory shows it any more. */
    default void ownerErased() {}

    /** Deletes what holds the text of one of the owner's tasks or conversations, in the transaction of its erasure. */
    default void eraseSubject(Connection connection, UUID owner, UUID subjectId) throws SQLException {}
}
