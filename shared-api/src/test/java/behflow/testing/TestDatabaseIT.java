package behflow.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class TestDatabaseIT {

    @Test
    void givenTwoDatabases_whenTablesMade_thenTheyDontMeet() throws SQLException {
        TestDatabase one = TestDatabase.create();
        TestDatabase other = TestDatabase.create();
        one.execute("CREATE TABLE thing (id int)");
        other.execute("CREATE TABLE thing (id int)");

        assertThat(value(one.dataSource(), "SELECT count(*) FROM thing")).isEqualTo("0");
        assertThat(value(one.dataSource(), "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                .isEqualTo("f");
        assertThat(value(one.dataSource(), "SHOW transaction_timeout")).isEqualTo("20s");
        assertThat(value(one.superuserDataSource(), "SELECT current_user")).isEqualTo("postgres");
        one.drop();
        assertThatThrownBy(() -> one.execute("SELECT 1")).isInstanceOf(SQLException.class);
    }

    @Test
    void givenDedicatedServer_whenKilledAndRestarted_thenCommittedDataIsThere() throws SQLException {
        try (DedicatedPostgres server = TestDatabase.dedicated()) {
            assertThat(value(server.dataSource(), "SHOW fsync")).isEqualTo("on");
            assertThat(value(server.dataSource(), "SHOW synchronous_commit")).isEqualTo("on");
            server.set("commit_delay", "10");
            server.database().execute("CREATE TABLE thing AS SELECT 7 AS id");
            for (int kill = 0; kill < 2; kill++) {
                server.kill9();
                assertThatThrownBy(() -> server.database().execute("SELECT 1")).isInstanceOf(SQLException.class);
                server.restart();
                assertThat(value(server.dataSource(), "SELECT id FROM thing")).isEqualTo("7");
            }
        }
    }

    private static String value(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
