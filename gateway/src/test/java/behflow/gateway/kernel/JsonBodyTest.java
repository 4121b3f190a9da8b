package behflow.gateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import behflow.api.kernel.FieldError;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.task.TaskRules;
import behflow.api.task.TaskStatus;
import behflow.api.task.To;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

    private static final JsonFields.Reader<String> NAME = JsonFields.text("name", TaskRules::name);
    private static final JsonFields.Reader<TaskStatus> STATUS = JsonFields.oneOf(
            "status",
            TaskStatus::parse,
            Arrays.stream(TaskStatus.values()).map(TaskStatus::wire).toList());
    private static final JsonFields.Reader<List<String>> TAGS = JsonFields.texts("tags", TaskRules::tags);
    private static final JsonFields.Reader<Long> COUNT = JsonFields.integer("count", 0, 500);

    /** Everything that a body can hold, each as its own kind of field. */
    private record Everything(
            @Nullable String name,
            @Nullable TaskStatus status,
            @Nullable List<String> tags,
            @Nullable Long count,
            @Nullable Boolean active,
            @Nullable Instant due,
            @Nullable String inner,
            @Nullable Object any) {}

    private static Everything everything(JsonFields in) {
        return new Everything(
                in.optional("name", NAME),
                in.optional("status", STATUS),
                in.optional("tags", TAGS),
                in.optional("count", COUNT),
                in.optional("active", JsonFields.bool("active")),
                in.optional("due", in.instant("due")),
                in.optional("inner", in.object("inner", nested -> nested.required("name", NAME))),
                in.optional("any", JsonFields.any("any")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "{",
                "{}}",
                "{} {}",
                "[]",
                "null",
                "1",
                "\"text\"",
                "{\"a\": 1,}",
                "{'a': 1}",
                "{a: 1}",
                "{\"a\": 01}",
                "{\"a\": +1}",
                "{\"a\": .5}",
                "{\"a\": NaN}",
                "{\"a\": 1 /* why */}",
                "{\"a\": \"\n\"}",
                "{\"a\": \"\\x\"}",
                "{\"a\": 1, \"a\": 1}",
                "{\"b\": {\"a\": 1, \"a\": 2}}",
                "\uFEFF{}"
            })
    void givenNotOneJsonObject_whenRead_thenInvalidWithOneSentence(String body) {
        RejectedException e = rejected(bytes(body), JsonBodyTest::everything);
        assertThat(e.code()).isEqualTo(RejectionCode.INVALID);
        assertThat(e.detail()).isNotBlank().doesNotContain("\n").doesNotContainIgnoringCase("exception");
        assertThat(e.errors()).isEmpty();
    }

    @Test
    void givenNoBodyOrBrokenUtf8_whenRead_thenInvalid() {
        assertThat(rejected(null, JsonBodyTest::everything).code()).isEqualTo(RejectionCode.INVALID);
        assertThat(rejected(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}, JsonBodyTest::everything)
                        .detail())
                .contains("UTF-8");
        assertThat(rejected("{\"a\": 1}".getBytes(StandardCharsets.UTF_16), JsonBodyTest::everything)
                        .code())
                .isEqualTo(RejectionCode.INVALID);
    }

    @Test
    void givenNesting_whenRead_then32LevelsAndNoMore() {
        String read = read(nested(31), in -> "read");
        assertThat(read).isEqualTo("read");
        assertThat(rejected(bytes(nested(32)), in -> "read").code()).isEqualTo(RejectionCode.INVALID);
        assertThat(rejected(bytes(nested(100_000)), in -> "read").code()).isEqualTo(RejectionCode.INVALID);
    }

    @Test
    void givenWhatIsWellFormedAndNotTaken_whenRead_thenItsOwnSentence() {
        assertRefused(nested(32), "The body is nested more than 32 levels deep");
        assertRefused("{\"a\": 1, \"a\": 1}", "An object in the body has two fields of the same name");
        assertRefused("{\"b\": [{\"a\": 1, \"a\": 2}]}", "An object in the body has two fields of the same name");
        assertRefused("{\"a\": " + "1".repeat(1_001) + "}", "A number in the body has too many digits");
        assertRefused("{\"a\": 0." + "1".repeat(1_001) + "}", "A number in the body has too many digits");
        assertRefused("{\"a\": 1e99999999999}", "A number in the body is too large or too small");
        assertRefused("{\"a\": 1e-99999999999}", "A number in the body is too large or too small");
        assertRefused("{\"" + "a".repeat(50_001) + "\": 1}", "The name of a field in the body is too long");
        assertRefused("{\"a\": Duplicate }", "The body is not well-formed JSON");
        assertRefused("{} {}", "The body is not well-formed JSON");
    }

    private static void assertRefused(String body, String detail) {
        RejectedException e = rejected(bytes(body), in -> "read");
        assertThat(e.code()).isEqualTo(RejectionCode.INVALID);
        assertThat(e.detail()).isEqualTo(detail);
        assertThat(e.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"name\": 1}|name|name must be a text.",
                "{\"name\": \"\"}|name|name must have 1 to 255 characters.",
                "{\"name\": \" \"}|name|name must not be blank.",
                "{\"name\": \"a\\u0000\"}|name|name must not contain NUL characters or unpaired surrogates.",
                "{\"name\": \"\\ud800\"}|name|name must not contain NUL characters or unpaired surrogates.",
                "{\"status\": \"done\"}|status|status must be one of not_started, in_progress, completed, blocked.",
                "{\"status\": \"NOT_STARTED\"}|status|status must be one of not_started, in_progress, completed, blocked.",
                "{\"tags\": \"a\"}|tags|tags must be a list of texts.",
                "{\"tags\": [1]}|tags|tags must be a list of texts.",
                "{\"tags\": [null]}|tags|tags must be a list of texts.",
                "{\"count\": 1.0}|count|count must be a whole number from 0 to 500.",
                "{\"count\": 1e2}|count|count must be a whole number from 0 to 500.",
                "{\"count\": \"1\"}|count|count must be a whole number from 0 to 500.",
                "{\"count\": 501}|count|count must be a whole number from 0 to 500.",
                "{\"count\": 99999999999999999999}|count|count must be a whole number from 0 to 500.",
                "{\"active\": 1}|active|active must be true or false.",
                "{\"active\": \"true\"}|active|active must be true or false.",
                "{\"due\": 5}|due|due must be a text.",
                "{\"inner\": []}|inner|inner must be an object.",
                "{\"inner\": {}}|inner.name|name is required.",
                "{\"inner\": {\"name\": 1}}|inner.name|name must be a text.",
                "{\"any\": [{\"x\": \"\\u0000\"}]}|any|any must not contain NUL characters or unpaired surrogates."
            })
    void givenOneBadField_whenRead_thenNamedWithItsRule(String body, String field, String message) {
        RejectedException e = rejected(bytes(body), JsonBodyTest::everything);
        assertThat(e.code()).isEqualTo(RejectionCode.INVALID);
        assertThat(e.detail()).isEqualTo(message);
        assertThat(e.errors()).containsExactly(new FieldError(field, message));
    }

    @Test
    void givenSeveralBadFields_whenRead_thenAllAreNamed() {
        RejectedException e = rejected(bytes("{\"name\": 1, \"status\": 2, \"tags\": 3, \"count\": 4.5}"), in -> {
            everything(in);
            return in.required("missing", JsonFields.text("missing", raw -> raw));
        });
        assertThat(e.errors())
                .extracting(FieldError::field)
                .containsExactly("name", "status", "tags", "count", "missing");
    }

    @Test
    void givenGoodFields_whenRead_thenValuesAndUnknownOnesIgnored() {
        Everything read = read(
                "{\"name\": \"e\\u0301 \\ud83c\\udf89\", \"status\": \"blocked\", \"tags\": [\"a\", \"a\"], \"count\": 500,"
                        + " \"active\": false, \"due\": \"2025-12-31\", \"inner\": {\"name\": \"x\", \"y\": 1}, \"z\": null}",
                JsonBodyTest::everything);
        assertThat(read.name()).isEqualTo("\u00e9 \ud83c\udf89");
        assertThat(read.status()).isEqualTo(TaskStatus.BLOCKED);
        assertThat(read.tags()).containsExactly("a");
        assertThat(read.count()).isEqualTo(500);
        assertThat(read.active()).isFalse();
        assertThat(read.due()).isEqualTo("2025-12-31T22:59:59Z");
        assertThat(read.inner()).isEqualTo("x");
    }

    @Test
    void givenAbsentOrNull_whenChange_thenToldApart() {
        Function<JsonFields, List<@Nullable To<String>>> change = in -> Arrays.asList(in.change("name", NAME));
        assertThat(read("{}", change)).containsExactly((To<String>) null);
        assertThat(read("{\"name\": null}", change)).containsExactly(new To<>(null));
        assertThat(read("{\"name\": \"a\"}", change)).containsExactly(new To<>("a"));
        assertThat(rejected(bytes("{\"name\": 1}"), change).errors()).hasSize(1);
    }

    @Test
    void givenBadBody_whenResourceIsMissing_thenThatIsSaidFirst() {
        assertThatThrownBy(() -> JsonBody.read(bytes("{"), ZoneOffset.UTC, JsonBodyTest::everything, () -> {
                    throw RejectedException.notFound();
                }))
                .isInstanceOfSatisfying(
                        RejectedException.class, e -> assertThat(e.code()).isEqualTo(RejectionCode.NOT_FOUND));
        String read = JsonBody.read(bytes("{}"), ZoneOffset.UTC, in -> "read", () -> {
            throw RejectedException.notFound();
        });
        assertThat(read).isEqualTo("read");
    }

    @Property(tries = 3_000)
    void anyBytesGiveAValueOrARefusal(@ForAll byte[] body) {
        valueOrRefusal(body);
    }

    @Property(tries = 5_000)
    void anyFieldsGiveAValueOrARefusal(@ForAll("bodies") String body) {
        valueOrRefusal(bytes(body));
    }

    @Provide
    Arbitrary<String> bodies() {
        Arbitrary<String> names = Arbitraries.of("name", "status", "tags", "count", "active", "due", "inner", "any");
        Arbitrary<String> scalars = Arbitraries.oneOf(
                Arbitraries.of("null", "true", "false", "0", "-0", "1.5", "1e400", "-1e-400", "1e999999999"),
                Arbitraries.of(
                        "\"2025-12-31T23:59:59Z\"", "\"9999-99-99\"", "\"blocked\"", "\"\\udfff\"", "\"\\u0000\""),
                Arbitraries.bigIntegers().map(Object::toString),
                Arbitraries.strings().ofMaxLength(20).map(JsonBodyTest::quoted));
        Arbitrary<String> values = Arbitraries.lazyOf(
                () -> scalars,
                () -> scalars,
                () -> scalars.list().ofMaxSize(3).map(list -> "[" + String.join(",", list) + "]"),
                () -> scalars.map(value -> "{\"name\": " + value + "}"));
        return Combinators.combine(names, values)
                .as((name, value) -> "\"" + name + "\": " + value)
                .list()
                .ofMaxSize(5)
                .map(fields -> "{" + String.join(", ", fields) + "}");
    }

    private static void valueOrRefusal(byte[] body) {
        try {
            assertThat(JsonBody.read(body, ZoneOffset.UTC, JsonBodyTest::everything))
                    .isNotNull();
        } catch (RejectedException e) {
            assertThat(e.code()).isEqualTo(RejectionCode.INVALID);
            assertThat(e.detail()).isNotBlank();
        }
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> json.append("\\u%04x".formatted(c)));
        return json.append('"').toString();
    }

    private static String nested(int levels) {
        return "{\"a\": " + "[".repeat(levels) + "]".repeat(levels) + "}";
    }

    private static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T read(String body, Function<JsonFields, T> reader) {
        return JsonBody.read(bytes(body), ZoneId.of("Europe/Berlin"), reader);
    }

    private static RejectedException rejected(byte @Nullable [] body, Function<JsonFields, ?> reader) {
        return catchThrowableOfType(
                RejectedException.class,
                () -> JsonBody.read(body, ZoneOffset.UTC, (Function<JsonFields, Object>) reader::apply));
    }
}
