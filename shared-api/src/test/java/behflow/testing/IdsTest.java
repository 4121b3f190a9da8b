package behflow.testing;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.Ids;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

    @Test
    void givenCanonicalForm_whenParsed_thenTheIdInEitherCase() {
        UUID id = UUID.fromString("01931f2e-8000-7b33-9c44-6d7e8f9070aa");
        assertThat(Ids.parse("01931f2e-8000-7b33-9c44-6d7e8f9070aa")).contains(id);
        assertThat(Ids.parse("01931F2E-8000-7B33-9C44-6D7E8F9070AA")).contains(id);
        UUID fresh = Ids.newId();
        assertThat(Ids.parse(fresh.toString())).contains(fresh);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "01931f2e-8000-7b33-9c44-6d7e8f9070a",
                "01931f2e-8000-7b33-9c44-6d7e8f9070aaa",
                "001931f2e-8000-7b33-9c44-6d7e8f9070a",
                "01931f2e-08000-7b33-9c44-6d7e8f9070a",
                "01931f2e-+000-7b33-9c44-6d7e8f9070aa",
                "01931f2e-8000-7b33-9c44-6d7e8f9070ag",
                "01931f2e_8000_7b33_9c44_6d7e8f9070aa",
                "\uFF10\uFF11931f2e-8000-7b33-9c44-6d7e8f9070aa",
                "\u0660\u0661931f2e-8000-7b33-9c44-6d7e8f9070aa",
                "{1931f2e-8000-7b33-9c44-6d7e8f9070a}"
            })
    void givenAnyOtherForm_whenParsed_thenNone(String text) {
        assertThat(Ids.parse(text)).isEmpty();
    }
}
