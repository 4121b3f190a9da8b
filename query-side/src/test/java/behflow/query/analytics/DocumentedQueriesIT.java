package behflow.query.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every query of docs/analytics.md runs, as a reader, and finds something where there is something to find. */
class DocumentedQueriesIT {

    private static final Pattern QUERY = Pattern.compile("([^\n]+):\n\n```sql\n(.*?);\n```", Pattern.DOTALL);
    private static final String NOTHING = "there are none";

    @TestFactory
    List<DynamicTest> queries() throws IOException, SQLException {
        TestDatabase database = TestDatabase.create();
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:db/migration/query")
                .load()
                .migrate();
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            for (long seed = 1; seed <= 4; seed++) {
                new AnalyticsBatch(new AnalyticsTables("bi"), (owner, after, upTo, limit) -> List.of())
                        .advance(connection, RandomHistory.of(seed, 400));
            }
            connection.commit();
        }
        String reader = "reader_" + database.name().substring(5, 17);
        try (Connection admin = database.superuserDataSource().getConnection();
                Statement statement = admin.createStatement()) {
            statement.execute("create role " + reader);
            statement.execute("grant " + reader + " to behflow");
        }
        database.execute("select bi.let_read('" + reader + "')");
        List<DynamicTest> tests = new ArrayList<>();
        Matcher matcher = QUERY.matcher(Files.readString(Path.of("../docs/analytics.md")));
        while (matcher.find()) {
            String title = matcher.group(1);
            String sql = matcher.group(2);
            tests.add(DynamicTest.dynamicTest(title, () -> {
                try (Connection connection = database.dataSource().getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("set role " + reader);
                    try (ResultSet row = statement.executeQuery(sql)) {
                        assertThat(row.next()).isEqualTo(!title.contains(NOTHING));
                    }
                }
            }));
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(12);
        return tests;
    }
}
