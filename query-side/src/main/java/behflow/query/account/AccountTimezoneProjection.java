package behflow.query.account;

import behflow.api.account.AccountTimezone;
import behflow.api.account.event.AccountTimezoneChanged;
import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.RecordedEvent;
import behflow.query.kernel.Columns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code account_timezone}: the zone that each user has chosen last. */
@Component
class AccountTimezoneProjection implements InlineProjection<AccountTimezone> {

    @Override
    public String table() {
        return "account_timezone";
    }

    @Override
    public String idColumn() {
        return "user_id";
    }

    @Override
    public boolean accepts(DomainEvent event) {
        return event instanceof AccountTimezoneChanged;
    }

    @Override
    public AccountTimezone fold(@Nullable AccountTimezone row, RecordedEvent event) {
        return new AccountTimezone(event.subjectId(), event.ownerId(), ((AccountTimezoneChanged) event.payload()).to());
    }

    @Override
    public String columns() {
        return "owner_id, timezone";
    }

    @Override
    public AccountTimezone read(ResultSet row) throws SQLException {
        return new AccountTimezone(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getString(3));
    }

    @Override
    public void write(Connection connection, String table, Collection<AccountTimezone> rows) throws SQLException {
        Columns.batch(
                connection,
                "insert into " + table + " (user_id, owner_id, timezone) values (?, ?, ?)"
                        + " on conflict (user_id) do update set timezone = excluded.timezone",
                rows,
                (statement, row) -> {
                    statement.setObject(1, row.userId());
                    statement.setObject(2, row.ownerId());
                    statement.setString(3, row.timezone());
                });
    }

    @Override
    public void delete(Connection connection, String table, Collection<UUID> ids) throws SQLException {
        Columns.delete(connection, table, idColumn(), ids);
    }
}
