package behflow.command.process.execution;

import behflow.api.kernel.PersonalCopies;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** An owner's runs, decisions and timers go with the account: a run that goes on finds that it is no longer its node's, and stops. */
@Component
public class RunCopies implements PersonalCopies {

    RunCopies() {}

    @Override
    public void eraseOwner(Connection connection, UUID owner) throws SQLException {
        for (String table : List.of("process.run", "process.decision", "process.timer")) {
            try (PreparedStatement statement =
                    connection.prepareStatement("delete from " + table + " where owner_id = ?")) {
                statement.setObject(1, owner);
                statement.executeUpdate();
            }
        }
    }
}
