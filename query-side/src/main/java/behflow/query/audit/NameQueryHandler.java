package behflow.query.audit;

import behflow.api.audit.query.FindNames;
import behflow.api.audit.query.Names;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Answers {@link FindNames}: the log holds ids, the names are joined when someone reads. */
@Component
class NameQueryHandler {

    private final JdbcClient jdbc;

    NameQueryHandler(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @QueryHandler
    Names names(FindNames query) {
        return new Names(
                find("select user_id, name || ' ' || lastname from account where user_id = any (?)", query.users()),
                find(
                        "select session_id, name from chat_session_view where session_id = any (?) and name is not null",
                        query.chatSessions()));
    }

    private Map<UUID, String> find(String sql, Collection<UUID> ids) {
        Map<UUID, String> names = new HashMap<>();
        if (!ids.isEmpty()) {
            jdbc.sql(sql)
                    .param(ids.toArray(UUID[]::new))
                    .query((row, n) -> names.put(row.getObject(1, UUID.class), row.getString(2)))
                    .list();
        }
        return names;
    }
}
