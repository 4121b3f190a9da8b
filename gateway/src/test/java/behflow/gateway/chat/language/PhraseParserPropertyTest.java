package behflow.gateway.chat.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every text. */
class PhraseParserPropertyTest {

    private static final List<String> WORDS = List.of(
            "buy",
            "milk",
            "tomorrow",
            "at",
            "5pm",
            "on",
            "friday",
            "next",
            "every",
            "3rd",
            "p1",
            "!high",
            "#home",
            "tagged",
            "and",
            "in",
            "3",
            "days",
            "end",
            "of",
            "month",
            "half",
            "past",
            "1404/10/01",
            "6/5",
            "2030-02-31",
            "25:99",
            "noon",
            "by",
            "until",
            "other",
            "week",
            "-",
            "–",
            "\"",
            "“",
            "”",
            "«",
            "»",
            "'",
            "\t",
            "\n",
            "\u00a0",
            "e\u0301",
            "\ud83d\ude00",
            "۱۴۰۴",
            "https://a.example/friday",
            "may",
            "sat",
            "2",
            "tickets",
            "0",
            "999999999999",
            "starting",
            "times",
            "weekday");
    private static final PhraseContext CONTEXT =
            new PhraseContext(ZoneId.of("Europe/Berlin"), Instant.parse("2030-03-30T23:30:00Z"), DateOrder.DMY);

    private final PhraseParser parser = new PhraseParser();

    @Provide
    Arbitrary<String> phrases() {
        return Arbitraries.of(WORDS).list().ofMaxSize(12).map(words -> String.join(" ", words));
    }

    @Property(tries = 1_500)
    void givenPhrases_whenParsed_thenSpansAreOfTheText(@ForAll("phrases") String text) {
        check(text);
    }

    @Property(tries = 500)
    void givenAnyText_whenParsed_thenSpansAreOfTheText(@ForAll String text) {
        check(text);
    }

    private void check(String any) {
        String text = Normalizer.normalize(any, Normalizer.Form.NFC);
        ParsedTask task = parser.parse(text, CONTEXT);
        int[] points = text.codePoints().toArray();
        int last = 0;
        for (ParsedTask.Span span : task.spans()) {
            assertThat(span.start()).isGreaterThanOrEqualTo(last);
            assertThat(span.end()).isGreaterThan(span.start()).isLessThanOrEqualTo(points.length);
            assertThat(new String(points, span.start(), span.end() - span.start()))
                    .isEqualTo(span.text());
            last = span.end();
        }
        if (task.spans().isEmpty()) {
            assertThat(task.dueDate()).isNull();
            assertThat(task.recurrence()).isNull();
            assertThat(task.priority()).isNull();
            assertThat(task.tags()).isEmpty();
        }
    }

    @Property(tries = 500)
    void givenQuotedText_whenParsed_thenUntouched(@ForAll("phrases") String before, @ForAll("phrases") String inside) {
        String quoted = "\"" + inside.replaceAll("[\"“”«»]", "") + "\"";
        String ahead = before.replaceAll("[\"“”«»]", "");
        String text = Normalizer.normalize(ahead + " " + quoted + " tomorrow", Normalizer.Form.NFC);
        int start = text.codePointCount(0, text.indexOf('"'));
        int end = text.codePointCount(0, text.lastIndexOf('"')) + 1;
        assertThat(parser.parse(text, CONTEXT).spans()).noneMatch(span -> span.start() < end && span.end() > start);
    }
}
