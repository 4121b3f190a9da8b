package behflow.command.process.execution;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whose account an administrator has disabled: nothing starts by itself for them until it is enabled again. */
@Component
class DisabledOwners {

    private final JdbcClient jdbc;

    DisabledOwners(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those among these; in the caller's transaction, if it has one. */
    Set<UUID> among(Collection<UUID> owners) {
        return new HashSet<>(jdbc.sql("select user_id from account where user_id = any (?) and not active")
                .param(owners.toArray(UUID[]::new))
                .query(UUID.class)
                .list());
    }
}
