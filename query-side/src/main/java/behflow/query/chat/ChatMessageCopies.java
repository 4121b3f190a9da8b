package behflow.query.chat;

import behflow.api.kernel.PersonalCopies;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The messages of an erased conversation go: their rows are of earlier events, which its erasure does not write again. */
@Component
class ChatMessageCopies implements PersonalCopies {

    /** Nothing: an account's erasure takes all rows of its projections. */
    @Override
    public void eraseOwner(Connection connection, UUID owner) {}

    @Override
    public void eraseSubject(Connection connection, UUID owner, UUID subjectId) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from chat_message_view where owner_id = ? and session_id = ?")) {
            statement.setObject(1, owner);
            statement.setObject(2, subjectId);
            statement.executeUpdate();
        }
    }
}
