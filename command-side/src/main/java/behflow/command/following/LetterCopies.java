package behflow.command.following;

import behflow.api.kernel.OwnerLock;
import behflow.api.kernel.PersonalCopies;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Dead letters refer to events and hold none of their text, except where the message of a failure quotes it. */
@Component
class LetterCopies implements PersonalCopies {

    @Override
    public void eraseOwner(Connection connection, UUID owner) throws SQLException {
        OwnerLock.erasing(connection, owner);
        try (PreparedStatement statement = connection.prepareStatement("update eventstore.dead_letter set"
                + " cause_message = '' where owner_id = ? and cause_message <> ''")) {
            statement.setObject(1, owner);
            statement.executeUpdate();
        }
    }

    @Override
    public void eraseSubject(Connection connection, UUID owner, UUID subjectId) throws SQLException {
        eraseOwner(connection, owner);
    }
}
