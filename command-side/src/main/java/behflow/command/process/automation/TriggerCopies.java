package behflow.command.process.automation;

import behflow.api.kernel.PersonalCopies;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * An owner's triggers go with the account. What follows the log may have read it ahead of the erasure and write after it: it calls
 * this again when it meets the erasure.
 */
@Component
class TriggerCopies implements PersonalCopies {

    @Override
    public void eraseOwner(Connection connection, UUID owner) throws SQLException {
        for (String table : List.of("process.event_trigger", "process.event_trigger_owner", "process.cascade")) {
            try (PreparedStatement delete =
                    connection.prepareStatement("delete from " + table + " where owner_id = ?")) {
                delete.setObject(1, owner);
                delete.executeUpdate();
            }
        }
    }
}
