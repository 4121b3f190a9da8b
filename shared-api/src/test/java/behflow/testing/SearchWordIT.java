package behflow.testing;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.task.query.SearchWord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of a search are found in the same texts by PostgreSQL and by Java. */
class SearchWordIT {

    /** Letters of several scripts, digits of two, marks, and what stands between words. */
    private static final int[] CHARACTERS =
            "aBéİıΣσςßю१२१٣۱4_-. ,\n\u0301\u094D\u200Cक가用年パンー〇あ\u3000นม\u0E49ກ\uFF21\uFF76𠮷🎉(*\\"
                    .codePoints()
                    .toArray();

    private static final TestDatabase DATABASE = TestDatabase.create();

    @ParameterizedTest(name = "{1} in {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Write documentation | docu      | true",
                "Write documentation | cument    | false",
                "with CAKE, at noon  | Cake      | true",
                "room_3b             | 3b        | false",
                "n° 3b               | 3b        | true",
                "100% (really)       | 100%      | true",
                "100% (really)       | (real     | true",
                "a.b                 | a.b       | true",
                "axb                 | a.b       | false",
                // Digits of other scripts.
                "گزارش ۱۴۰۴          | ۱۴۰۴      | true",
                "گزارش ۱۴۰۴          | ۴۰۴       | false",
                "گزارش سالانه        | سالانه    | true",
                "१२ कार्य            | १२        | true",
                // Letters whose lower case is several, or depends on where they stand.
                "İstanbul gezisi     | İstanbul  | true",
                "İstanbul gezisi     | istanbul  | true",
                "ΟΔΟΣ                | ΟΔΟΣ      | true",
                "Οδός 5              | ΟΔΌΣ      | true",
                "ΟΔΟΣ                | οδος      | true",
                "ΣΟΦΟΣ ΑΝΗΡ          | σοφος     | true",
                // Scripts without spaces between words.
                "用Excel做表          | excel     | true",
                "用Excel做表          | 做表       | true",
                "2026年1月            | 1月        | true",
                "2026年1月            | 26        | false",
                "牛乳とパンを買う       | パン       | true",
                "コンピューターOSの更新 | os        | true",
                "ซื้อนมและขนมปัง     | ขนมปัง    | true",
                "ซื้อ milk            | milk      | true",
                "ຊື້ນົມ               | ນົມ       | true",
                "회의 자료            | 자료       | true",
                "회의자료             | 자료       | false"
            })
    void givenAText_whenSearchedFor_thenFound(String text, String search, boolean found) throws SQLException {
        SearchWord word = SearchWord.of(search).get(0);
        assertThat(java(text, word)).isEqualTo(found);
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            assertThat(postgres(connection, text, word)).isEqualTo(found);
        }
    }

    @Test
    void givenAnySpace_whenSearchedFor_thenWordsAreApart() {
        assertThat(SearchWord.of(" 牛乳\u3000パン\u00A0A\na\t"))
                .extracting(SearchWord::text)
                .containsExactly("牛乳", "パン", "a");
        assertThat(SearchWord.of("\u3000 ")).isEmpty();
    }

    @Test
    void givenAnyTexts_whenSearchedFor_thenJavaAndPostgresAgree() throws SQLException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            for (int i = 0; i < 3_000; i++) {
                String text = text(random, 12);
                for (SearchWord word : SearchWord.of(text(random, 3))) {
                    assertThat(postgres(connection, text, word))
                            .as("%s in %s, seed %d", word, text, seed)
                            .isEqualTo(java(text, word));
                }
            }
        }
    }

    private static String text(Random random, int longest) {
        return random.ints(1 + random.nextInt(longest), 0, CHARACTERS.length)
                .map(i -> CHARACTERS[i])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean java(String text, SearchWord word) {
        return word.pattern().matcher(SearchWord.lower(text)).find();
    }

    private static boolean postgres(Connection connection, String text, SearchWord word) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select lower(?) ~ ?")) {
            statement.setString(1, text);
            statement.setString(2, word.posix());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
