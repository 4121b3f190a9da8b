package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;

class AcceptTest {

    private static final List<MediaType> SERVED = List.of(
            MediaType.APPLICATION_JSON, MediaType.parseMediaType("text/csv;charset=UTF-8"), MediaType.IMAGE_PNG);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*|application/json",
                "text/*|text/csv",
                "text/csv;charset=utf-8|text/csv",
                "*/*, text/csv|text/csv",
                "application/json;q=0.5, text/csv;q=0.4|application/json",
                "text/html, */*;q=0.1|application/json",
                "application/json;q=0, */*|text/csv",
                "*/*, application/*;q=0, text/csv;q=0|image/png",
                "text/*;q=0, image/*;q=0.2, application/json;q=0.1|image/png",
                "application/problem+json|application/json",
                "application/problem+json;q=0, */*|application/json",
                "application/json;q=0, application/problem+json, text/csv;q=0.1|application/json"
            })
    void givenRanges_whenChosen_thenTheMostPreciseDecidesOnEachType(String header, String best) throws Exception {
        MediaType chosen = Accept.best(List.of(header.split("(?<=,) ")), SERVED);
        assertThat(chosen.getType() + "/" + chosen.getSubtype()).isEqualTo(best);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/html", "text/csv;q=0, text/*;q=0", "application/json;q=0, */*;q=0", "nonsense", "a/b;q=2"})
    void givenNothingThatThereIs_whenChosen_thenNotAcceptable(String header) {
        assertThatThrownBy(() -> Accept.best(List.of(header), SERVED))
                .isInstanceOf(HttpMediaTypeNotAcceptableException.class);
    }
}
