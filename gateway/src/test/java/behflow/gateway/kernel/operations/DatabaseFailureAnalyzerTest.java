package behflow.gateway.kernel.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

class DatabaseFailureAnalyzerTest {

    private final DatabaseFailureAnalyzer analyzer = new DatabaseFailureAnalyzer(new MockEnvironment()
            .withProperty("spring.datasource.url", "jdbc:postgresql://host/behflow?password=secret"));

    @ParameterizedTest
    @CsvSource({
        "08001,SPRING_DATASOURCE_URL",
        "28P01,SPRING_DATASOURCE_PASSWORD",
        "3D000,database",
        "42704,PostgreSQL 18"
    })
    void givenAnUnusableDatabase_whenStartFails_thenOneSentenceSaysWhyAndTheUrlShowsNoPassword(
            String state, String remedy) {
        FailureAnalysis analysis =
                analyzer.analyze(new IllegalStateException(new SQLException("It says no.\nDetail", state)));
        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription())
                .isEqualTo("The PostgreSQL at jdbc:postgresql://host/behflow can't be used: It says no.");
        assertThat(analysis.getAction()).contains(remedy);
    }

    @Test
    void givenAnErrorOfOurOwnSql_whenStartFails_thenItsStackTraceIsShown() {
        assertThat(analyzer.analyze(new IllegalStateException(new SQLException("No table", "42P01"))))
                .isNull();
        assertThat(analyzer.analyze(new IllegalStateException(new SQLException("No state"))))
                .isNull();
    }
}
