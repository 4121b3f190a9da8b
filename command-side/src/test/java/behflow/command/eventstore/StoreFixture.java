package behflow.command.eventstore;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.Ids;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.Origin;
import behflow.command.eventstore.AppendTransaction.OutcomeUnknownException;
import behflow.command.eventstore.AppendTransaction.Result;
import behflow.testing.TestDatabase;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.flywaydb.core.Flyway;

/** A migrated database and any number of nodes on it, each with a pool of its own as in production. */
public final class StoreFixture implements AutoCloseable {

    private final TestDatabase database;
    private final List<AutoCloseable> opened = new ArrayList<>();

    public StoreFixture() throws SQLException {
        this(TestDatabase.create());
    }

    StoreFixture(TestDatabase database) throws SQLException {
        this.database = database;
        migrate(database.dataSource());
    }

    static void migrate(DataSource dataSource) throws SQLException {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration/command")
                .load()
                .migrate();
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(TestRows.TABLE);
        }
    }

    public TestDatabase database() {
        return database;
    }

    /** One node with the projection of {@link TestRows}. */
    public EventStoreNode node() throws SQLException {
        return node(List.of(new TestRows()), List.of());
    }

    EventStoreNode node(List<InlineProjection<?>> projections, List<RevisionUpcaster> upcasters) throws SQLException {
        EventStoreNode node = new EventStoreNode(pool(12), projections, upcasters);
        opened.add(node);
        return node;
    }

    /** As the service's own pool is set, except for its size, and more patient: machines of tests are busy. */
    public HikariDataSource pool(int size) {
        HikariDataSource pool = pool(database.jdbcUrl(), database.user(), database.password(), size);
        opened.add(pool);
        return pool;
    }

    static HikariDataSource pool(String url, String user, String password, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(15_000);
        config.setValidationTimeout(1_000);
        config.setInitializationFailTimeout(20_000);
        config.addDataSourceProperty("connectTimeout", "3");
        return new HikariDataSource(config);
    }

    /** Later ones first. */
    @Override
    public void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        database.drop();
    }

    static Origin userOrigin(UUID owner) {
        UUID request = Ids.newId();
        return Origin.ofUser(owner, request).causedBy(request);
    }

    /** Events of one aggregate, from {@code sequence} on, as a command's unit of work hands them over. */
    public static List<DomainEventMessage<?>> messages(UUID owner, UUID subject, long sequence, DomainEvent... events) {
        Origin origin = userOrigin(owner);
        List<DomainEventMessage<?>> messages = new ArrayList<>();
        for (DomainEvent event : events) {
            messages.add(new GenericDomainEventMessage<>(
                    "task",
                    subject.toString(),
                    sequence + messages.size(),
                    event,
                    origin.toMetadata(),
                    UUID.randomUUID().toString(),
                    Instant.now()));
        }
        return messages;
    }

    /** Beside whatever else is being appended. */
    static Map<AppendUnit, Result> run(AppendTransaction transaction, List<AppendUnit> units, boolean wait)
            throws SQLException, OutcomeUnknownException {
        return transaction.run(units, wait, new AppendTurns(new AppendQueue(1), AppendTurns.SLOW, took -> {}).beside());
    }

    /** Units without Axon around them. */
    static AppendUnit unit(EventStoreNode node, UUID owner, UUID subject, long sequence, DomainEvent... events) {
        return new AppendUnit(messages(owner, subject, sequence, events).stream()
                .map(message -> PostgresEventStorageEngine.appendable(message, node.serializer()))
                .toList());
    }

    /** The first column of the first row. */
    public long number(String sql, Object... parameters) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
