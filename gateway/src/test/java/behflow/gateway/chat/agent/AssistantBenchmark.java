package behflow.gateway.chat.agent;

import behflow.BehflowIT;
import behflow.gateway.chat.language.DateOrder;
import behflow.gateway.chat.language.PhraseContext;
import behflow.gateway.chat.language.PhraseParser;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.QueryDoor;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** How many turns of the built-in assistant and how many parses one thread makes in a second; see docs/assistant.md. */
class AssistantBenchmark extends BehflowIT {

    private static final List<String> TEXTS = List.of(
            "buy milk tomorrow at 5pm, high priority, tag home",
            "read chapter 5",
            "water the plants every other day at 9",
            "hand in the form by the 3rd friday of next month #work");

    @Autowired
    private CommandDoor commands;

    @Autowired
    private QueryDoor queries;

    @Autowired
    private ChatAgent agent;

    @Test
    void measure() {
        PhraseParser parser = new PhraseParser();
        PhraseContext context = new PhraseContext(ZoneOffset.UTC, Household.NOW, DateOrder.DMY);
        report("parses", 5, i -> parser.parse(TEXTS.get(i % TEXTS.size()), context));
        Household household = new Household(commands, queries);
        report("turns that read", 10, i -> agent.answer(household.caller(), "read " + i, "what is overdue?"));
        report(
                "turns that change",
                10,
                i -> agent.answer(household.caller(), "change " + i, i % 2 == 0 ? "mark milk as done" : "reopen milk"));
    }

    private static void report(String what, int warmUpSeconds, IntConsumer work) {
        run(work, warmUpSeconds);
        double[] rates = {run(work, 3), run(work, 3), run(work, 3)};
        Arrays.sort(rates);
        System.out.printf("%s a second: %.0f%n", what, rates[1]);
    }

    private static double run(IntConsumer work, int seconds) {
        long start = System.nanoTime();
        int count = 0;
        while (System.nanoTime() - start < seconds * 1_000_000_000L) {
            work.accept(count++);
        }
        return count * 1e9 / (System.nanoTime() - start);
    }
}
