package behflow.gateway.chat.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import behflow.gateway.chat.language.DateOrder;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The longest messages that there can be, of what its rules repeat: the depth of no rule grows with the text. */
class InterpreterTest {

    private static final int LONGEST = 8_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a, ",
                "a and ",
                "a & ",
                "a,",
                "#a ",
                "and then ",
                "please ",
                "first, ",
                "first and ",
                "1, ",
                "the last one & ",
                " ",
                "\n",
                "a with ",
                "a to ",
                "a is due ",
                "(",
                "\"a\" "
            })
    void givenLongRepetition_whenRead_thenAnswered(String part) {
        for (String start : List.of(
                "", "tag x with ", "add tags ", "remove tags ", "list tasks tagged ", "move ", "add ", "delete ")) {
            String text = (start + part.repeat(LONGEST)).substring(0, LONGEST - 1) + "!";
            assertTimeout(
                    Duration.ofSeconds(10),
                    () -> {
                        Talk talk = new Talk(
                                ZonedDateTime.parse("2026-01-05T10:00:00Z"), DateOrder.DMY, List.of("id"), "delete x");
                        assertThat(Interpreter.read(text, talk).next(List.of())).isNotNull();
                    },
                    start + part);
        }
    }

    /** Places where a phrase may begin, and marks that could end it but for what follows. */
    @ParameterizedTest
    @ValueSource(strings = {"due ", "by ", "before ", "due on "})
    void givenManyBeginningsAndNoEnd_whenRead_thenAnswered(String part) {
        for (String mark : List.of("?", "!", ".", " ", ",")) {
            String text = "list " + part.repeat(3_900 / part.length()) + mark.repeat(3_900) + "\nx";
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                Talk talk =
                        new Talk(ZonedDateTime.parse("2026-01-05T10:00:00Z"), DateOrder.DMY, List.of("id"), "delete x");
                assertThat(Interpreter.read(text, talk).next(List.of())).isNotNull();
            });
        }
    }
}
