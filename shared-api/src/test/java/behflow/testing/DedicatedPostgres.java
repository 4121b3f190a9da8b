package behflow.testing;

import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A PostgreSQL server of one test, durable as in production, that can be killed and started again on the same port
 * with the same data. It holds one database, {@link #database()}, and more by {@link #create()}.
 */
public final class DedicatedPostgres implements AutoCloseable {

    private final PostgresServer server = PostgresServer.durable();
    private final TestDatabase database = TestDatabase.create(server);

    DedicatedPostgres() {}

    public TestDatabase database() {
        return database;
    }

    /** One more database in this server. */
    public TestDatabase create() {
        return TestDatabase.create(server);
    }

    public String jdbcUrl() {
        return database.jdbcUrl();
    }

    public String user() {
        return database.user();
    }

    public String password() {
        return database.password();
    }

    public DataSource dataSource() {
        return database.dataSource();
    }

    public int port() {
        return server.port();
    }

    /** Kills the postmaster with SIGKILL, as a power cut would; its sessions end at once. Returns when it is gone. */
    public void kill9() {
        server.kill9();
    }

    /** Starts the killed server again, on the same port and data; returns when it answers (crash recovery done). */
    public void restart() {
        server.restart();
    }

    /** Stops all processes of the server where they are: connections stay open, and nothing is answered. */
    public void freeze() {
        server.signalAll("STOP");
    }

    /** Lets a frozen server go on. */
    public void thaw() {
        server.signalAll("CONT");
    }

    /** Sets a server parameter such as {@code commit_delay} and reloads. */
    public void set(String parameter, String value) throws SQLException {
        server.execute("ALTER SYSTEM SET " + parameter + " = '" + value.replace("'", "''") + "'");
        server.execute("SELECT pg_reload_conf()");
    }

    /** Stops the server and removes its data. */
    @Override
    public void close() {
        server.close();
    }
}
