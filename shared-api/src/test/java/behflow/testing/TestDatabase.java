package behflow.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A fresh, empty PostgreSQL database for one test class.
 *
 * <p>All databases of a test JVM lie in one server, started by the first {@link #create()} and stopped when the JVM
 * ends. That server trades durability for speed (fsync off); tests about crashes take {@link #dedicated()}. As in
 * production the application's role owns its database and is no superuser, and has the same time limits.
 */
public final class TestDatabase {

    /** The application's role in every test server: no superuser, owner of the databases made here. */
    public static final String USER = "behflow";

    public static final String PASSWORD = "behflow-test";

    private final PostgresServer server;
    private final String name;

    private TestDatabase(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /** A new database in the JVM's shared server; nobody else knows it, so tests in parallel don't meet. */
    public static TestDatabase create() {
        return create(Shared.SERVER);
    }

    static TestDatabase create(PostgresServer server) {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        server.execute("CREATE DATABASE " + name + " OWNER " + USER);
        return new TestDatabase(server, name);
    }

    /**
     * A server of one's own with fsync and synchronous commit on, for tests that kill it. Close it after the test.
     */
    public static DedicatedPostgres dedicated() {
        return new DedicatedPostgres();
    }

    public String name() {
        return name;
    }

    /** The address without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://localhost:" + server.port() + "/" + name;
    }

    public String user() {
        return USER;
    }

    public String password() {
        return PASSWORD;
    }

    /** Unpooled: every connection is a new session of the application's role, in autocommit mode. */
    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl());
        source.setUser(USER);
        source.setPassword(PASSWORD);
        return source;
    }

    /** Unpooled sessions of the superuser, for tests that look at or end other sessions, or create roles. */
    public DataSource superuserDataSource() {
        return server.superuser(name);
    }

    /** Runs statements as the application's role, in autocommit mode. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Removes the database at once, also when sessions are still open in it. */
    public void drop() {
        server.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    private static final class Shared {
        static final PostgresServer SERVER = PostgresServer.fast();
    }
}
