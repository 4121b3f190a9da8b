package behflow.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import behflow.api.kernel.Text;
import java.text.Normalizer;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TextTest {

    /** What the bound on lengths before normalisation stands on, for the Unicode of this JDK. */
    @Test
    void noCharacterStandsForMoreThanFour() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                        .map(c -> Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD)
                                .codePoints()
                                .map(one -> 1)
                                .sum())
                        .max())
                .hasValue(4);
    }

    /** Only what is of these categories is put in order; all that takes part in it is counted. */
    @Test
    void whateverIsPutInOrderIsAMark() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                        .filter(c -> switch (Character.getType(c)) {
                            case Character.NON_SPACING_MARK,
                                    Character.COMBINING_SPACING_MARK,
                                    Character.ENCLOSING_MARK -> false;
                            default -> moves(c);
                        }))
                .isEmpty();
    }

    /** Over a mark of the greatest class, or a mark of the least over it. */
    private static boolean moves(int c) {
        String greatest = "\u0345" + Character.toString(c);
        String least = Character.toString(c) + "\u0334";
        return !Normalizer.normalize(greatest, Normalizer.Form.NFD).startsWith("\u0345")
                || Normalizer.normalize(least, Normalizer.Form.NFD).startsWith("\u0334");
    }

    @Test
    void givenTheSameTextTwice_whenNormalised_thenOneText() {
        assertThat(Text.of("name", "e\u0301", 1, 1)).isEqualTo("\u00E9");
        assertThat(Text.of("name", "\u03B1\u0313\u0300\u0345", 1, 1)).isEqualTo("\u1F82");
        String one = "a" + "\u0316".repeat(256) + "\u0301".repeat(256);
        String other = "a" + "\u0301".repeat(256) + "\u0316".repeat(256);
        assertThat(Text.of("name", other, 1, 1_000)).isEqualTo(Text.of("name", one, 1, 1_000));
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void givenPiledMarks_whenRead_thenAtOnceAndAsTheyAre() {
        String long1 = "a" + "\u0301".repeat(262_000) + "\u0316".repeat(262_000);
        assertThatThrownBy(() -> Text.of("name", long1, 1, 255)).hasMessage("name must have 1 to 255 characters.");
        assertThat(Text.normalised(long1, Integer.MAX_VALUE / 8)).isSameAs(long1);
        String allowed = "a" + "\u0301".repeat(5_000) + "\u0316".repeat(4_999);
        assertThat(Text.of("description", allowed, 0, 10_000)).isEqualTo(allowed);
        String rows = ("\u0301".repeat(256) + "\u0316".repeat(256) + "a").repeat(1_000);
        assertThat(Text.normalised(rows, Integer.MAX_VALUE / 8)).startsWith("\u0316");
    }
}
