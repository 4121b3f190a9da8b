package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatObject;

import behflow.api.kernel.FieldError;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.task.To;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies field by field: absent, null and wrong are three things, and all that is wrong is found at once. */
class JsonFieldsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static <T> T read(String body, Function<JsonFields, T> reader) {
        return JsonBody.read(body.getBytes(StandardCharsets.UTF_8), BERLIN, reader);
    }

    private static ObjectAssert<Object> assertReads(String body, Function<JsonFields, ?> reader) {
        return assertThatObject(read(body, reader));
    }

    private static RejectedException refused(String body, Function<JsonFields, ?> reader) {
        RejectedException rejection = assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> read(body, reader))
                .actual();
        assertThat(rejection.code()).isEqualTo(RejectionCode.INVALID);
        assertThat(rejection.detail()).isNotBlank();
        return rejection;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "[]",
                "null",
                "1",
                "\"a\"",
                "{} {}",
                "{}x",
                "{'a': 1}",
                "{a: 1}",
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": 01}",
                "{\"a\": NaN}",
                "{\"a\": 1,}",
                "{\"a\": {\"b\": 1, \"b\": 1}}"
            })
    void whatIsNoObject_isRefused(String body) {
        refused(body, fields -> "");
    }

    @Test
    void givenThirtyThreeLevels_thenRefusedAndThirtyTwoAreNot() {
        assertReads("{\"a\":".repeat(31) + "{}" + "}".repeat(31), fields -> "read")
                .isEqualTo("read");
        refused("{\"a\":".repeat(32) + "{}" + "}".repeat(32), fields -> "");
        refused("{\"a\":" + "[".repeat(100_000), fields -> "");
    }

    @Test
    void givenNoUtf8_thenRefused() {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() ->
                        JsonBody.read(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, BERLIN, fields -> ""));
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> JsonBody.<String>read(null, BERLIN, fields -> ""));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{}            | absent", "{\"a\": null} | null", "{\"a\": \"x\"}| x", "{\"b\": \"x\"}| absent"})
    void absentNullAndValueDiffer(String body, String expected) {
        To<String> change = read(body, fields -> fields.change("a", JsonFields.text("a", 0, 10)));
        String seen = change == null ? "absent" : change.value() == null ? "null" : change.value();
        assertThat(seen).isEqualTo(expected);
        String optional = read(body, fields -> fields.optional("a", JsonFields.text("a", 0, 10)));
        assertThat(optional).isEqualTo(expected.equals("x") ? "x" : null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.5", "true", "[]", "{}", "\"toolong\"", "\"\"", "\"a\\u0000\"", "\"\\ud800\""})
    void whatIsNoSuchText_isRefused(String value) {
        RejectedException rejection =
                refused("{\"a\": " + value + "}", fields -> fields.optional("a", JsonFields.text("a", 1, 5)));
        assertThat(rejection.errors()).extracting(FieldError::field).containsExactly("a");
    }

    @Test
    void lengthsAreInCodePoints_andTextIsNormalised() {
        assertReads(
                        "{\"a\": \"\\ud83d\\ude00\\ud83d\\ude00\"}",
                        fields -> fields.required("a", JsonFields.text("a", 1, 2)))
                .isEqualTo("\ud83d\ude00\ud83d\ude00");
        assertReads("{\"a\": \"e\\u0301\"}", fields -> fields.required("a", JsonFields.text("a", 1, 1)))
                .isEqualTo("\u00e9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e2", "\"1\"", "-1", "101", "1e400", "99999999999999999999", "true", "[1]"})
    void whatIsNoSuchWholeNumber_isRefused(String value) {
        refused("{\"a\": " + value + "}", fields -> fields.optional("a", JsonFields.integer("a", 0, 100)));
    }

    @Test
    void wholeNumbersBooleansListsAndInstants() {
        assertReads("{\"a\": 100}", fields -> fields.required("a", JsonFields.integer("a", 0, 100)))
                .isEqualTo(100L);
        assertReads("{\"a\": false}", fields -> fields.required("a", JsonFields.bool("a")))
                .isEqualTo(false);
        refused("{\"a\": \"false\"}", fields -> fields.required("a", JsonFields.bool("a")));
        refused("{\"a\": 0}", fields -> fields.required("a", JsonFields.bool("a")));
        assertReads("{\"a\": [\"x\", \"y\"]}", fields -> fields.required("a", JsonFields.texts("a", list -> list)))
                .isEqualTo(List.of("x", "y"));
        refused("{\"a\": [\"x\", null]}", fields -> fields.required("a", JsonFields.texts("a", list -> list)));
        refused("{\"a\": \"x\"}", fields -> fields.required("a", JsonFields.texts("a", list -> list)));
        assertReads("{\"a\": \"2026-07-01\"}", fields -> fields.required("a", fields.instant("a")))
                .isEqualTo(Instant.parse("2026-07-01T21:59:59Z"));
        refused("{\"a\": 1767225600}", fields -> fields.required("a", fields.instant("a")));
    }

    @Test
    void closedListsNameWhatIsAllowed() {
        JsonFields.Reader<String> reader = JsonFields.oneOf(
                "a", text -> text.equals("low") ? Optional.of(text) : Optional.empty(), List.of("low", "high"));
        assertReads("{\"a\": \"low\"}", fields -> fields.required("a", reader)).isEqualTo("low");
        for (String wrong : List.of("\"LOW\"", "\"\"", "1", "[\"low\"]")) {
            refused("{\"a\": " + wrong + "}", fields -> fields.required("a", reader));
        }
        assertThat(refused("{\"a\": \"x\"}", fields -> fields.required("a", reader))
                        .detail())
                .isEqualTo("a must be one of low, high.");
    }

    @Test
    void everythingThatIsWrongIsNamedOnce() {
        RejectedException rejection = refused("{\"a\": 1, \"b\": null, \"d\": {\"e\": 1}}", fields -> {
            String a = fields.optional("a", JsonFields.text("a", 1, 5));
            fields.present("a", a);
            fields.present("b", fields.optional("b", JsonFields.text("b", 1, 5)));
            fields.error("c", "c is odd.");
            fields.optional("d", fields.object("d", inner -> inner.optional("e", JsonFields.text("e", 1, 5))));
            fields.check();
            throw new AssertionError("The reading goes on after check()");
        });
        assertThat(rejection.errors()).extracting(FieldError::field).containsExactly("a", "b", "c", "d.e");
        assertThat(rejection.detail()).isEqualTo("a must be a text.");
    }

    @Test
    void givenMissingRequired_thenTheReadingEndsThere() {
        for (String body : List.of("{}", "{\"a\": null}")) {
            RejectedException rejection = refused(body, fields -> {
                fields.required("a", JsonFields.text("a", 1, 5));
                throw new AssertionError("The reading goes on without a");
            });
            assertThat(rejection.errors()).containsExactly(new FieldError("a", "a is required."));
        }
    }

    @Test
    void givenABadBody_whenTheGuardRefuses_thenItsRefusalCounts() {
        byte[] bad = "{".getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> JsonBody.read(bad, BERLIN, fields -> "", () -> {
                    throw RejectedException.notFound();
                }))
                .satisfies(e -> assertThat(e.code()).isEqualTo(RejectionCode.NOT_FOUND));
    }
}
