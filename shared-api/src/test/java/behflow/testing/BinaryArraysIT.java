package behflow.testing;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.BinaryArrays;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What the server understands of arrays that it is sent in its own format. */
class BinaryArraysIT {

    private static final TestDatabase DATABASE = TestDatabase.create();

    @Test
    void givenIds_whenSent_thenTheSame_withNulls() throws SQLException {
        List<UUID> ids = Arrays.asList(
                new UUID(0, 0),
                null,
                new UUID(-1, -1),
                UUID.fromString("01931f2e-8000-7b33-9c44-6d7e8f9070aa"),
                new UUID(Long.MIN_VALUE, Long.MAX_VALUE));
        assertThat(elements(
                        "select v::text, null from unnest(?::uuid[]) v",
                        connection -> BinaryArrays.ids(connection, ids)))
                .extracting(Element::text)
                .containsExactlyElementsOf(ids.stream()
                        .map(id -> id == null ? null : id.toString())
                        .toList());
    }

    @Test
    void givenInstants_whenSent_thenTheSameMicrosecond_withNulls() throws SQLException {
        List<Instant> instants = Arrays.asList(
                Instant.EPOCH,
                Instant.parse("0001-01-01T00:00:00Z"),
                null,
                Instant.parse("1999-12-31T23:59:59.999999Z"),
                Instant.parse("1969-12-31T23:59:59.000001Z"),
                Instant.parse("9999-12-31T23:59:59.999999Z"));
        assertThat(elements(
                        "select null, v from unnest(?::timestamptz[]) v",
                        connection -> BinaryArrays.instants(connection, instants)))
                .extracting(Element::instant)
                .containsExactlyElementsOf(instants);
        assertThat(elements(
                        "select null, v from unnest(?::timestamptz[]) v",
                        connection -> BinaryArrays.instants(
                                connection, List.of(Instant.parse("1969-12-31T23:59:58.123456999Z")))))
                .extracting(Element::instant)
                .as("what is finer is cut off")
                .containsExactly(Instant.parse("1969-12-31T23:59:58.123456Z"));
    }

    @Test
    void givenNone_whenSent_thenAnEmptyArray_thatNeedsNoCast() throws SQLException {
        assertThat(elements(
                        "select null, null from unnest(?) v", connection -> BinaryArrays.ids(connection, List.of())))
                .isEmpty();
        assertThat(elements(
                        "select cardinality(?)::text, null",
                        connection -> BinaryArrays.instants(connection, List.of())))
                .extracting(Element::text)
                .containsExactly("0");
    }

    @Test
    void givenConnectionThatSpeaksTextOnly_whenSent_thenTheSame() throws SQLException {
        UUID id = UUID.randomUUID();
        Instant instant = Instant.parse("2026-01-02T03:04:05.000006Z");
        PGSimpleDataSource simple = new PGSimpleDataSource();
        simple.setUrl(DATABASE.jdbcUrl() + "?preferQueryMode=simple");
        simple.setUser(DATABASE.user());
        simple.setPassword(TestDatabase.PASSWORD);
        try (Connection connection = simple.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select (?::uuid[])[1]::text, (?::timestamptz[])[2]")) {
            statement.setArray(1, BinaryArrays.ids(connection, List.of(id)));
            statement.setArray(2, BinaryArrays.instants(connection, Arrays.asList(null, instant)));
            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo(id.toString());
                assertThat(row.getObject(2, OffsetDateTime.class).toInstant()).isEqualTo(instant);
            }
        }
    }

    private record Element(String text, Instant instant) {}

    private interface Values {
        Array of(Connection connection) throws SQLException;
    }

    private static List<Element> elements(String sql, Values values) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, values.of(connection));
            List<Element> elements = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    OffsetDateTime time = row.getObject(2) == null ? null : row.getObject(2, OffsetDateTime.class);
                    elements.add(new Element(row.getString(1), time == null ? null : time.toInstant()));
                }
            }
            return elements;
        }
    }
}
