package behflow.gateway.chat.agent;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.gateway.audit.EventResponses;
import behflow.gateway.chat.tools.TestTools;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.QueryDoor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * What people say to the built-in assistant, and what their tasks are like afterwards: the real agent over the real database,
 * each line in a conversation of its own. The held-out lines were written before the grammar; their score is in
 * docs/language.md, and it must not fall.
 */
class AssistantCorpusIT extends BehflowIT {

    private static final int HELD_OUT = 205;
    private static final int THREADS = 6;

    @Autowired
    private CommandDoor commands;

    @Autowired
    private QueryDoor queries;

    @Autowired
    private EventResponses events;

    @Autowired
    private Models models;

    @Autowired
    private AgentProperties properties;

    private record Line(int number, String said, String effects) {}

    @Test
    void givenTunedHalf_whenSaid_thenAllAsExpected() throws Exception {
        List<String> wrong = wrong("corpus-tuned.txt");
        assertThat(wrong).isEmpty();
    }

    @Test
    void givenHeldOutHalf_whenSaid_thenTheScoreHolds() throws Exception {
        List<Line> lines = lines("corpus-held-out.txt");
        int wrong = wrong("corpus-held-out.txt").size();
        System.out.println("Held out: " + (lines.size() - wrong) + " of " + lines.size());
        assertThat(lines.size() - wrong).isGreaterThanOrEqualTo(HELD_OUT);
    }

    @Test
    void givenCorpora_whenCounted_thenEnough() throws IOException {
        List<Line> all = new ArrayList<>(lines("corpus-tuned.txt"));
        all.addAll(lines("corpus-held-out.txt"));
        assertThat(all.size()).isGreaterThanOrEqualTo(400);
        assertThat(all.stream().filter(line -> line.effects.equals("=")).count())
                .isGreaterThanOrEqualTo(50);
    }

    private List<String> wrong(String file) throws Exception {
        List<Line> lines = lines(file);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<List<String>>> batches = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int first = i;
                batches.add(() -> batch(lines, first));
            }
            List<String> wrong = new ArrayList<>();
            for (Future<List<String>> batch : threads.invokeAll(batches)) {
                wrong.addAll(batch.get());
            }
            return wrong;
        } finally {
            threads.shutdown();
        }
    }

    private List<String> batch(List<Line> lines, int first) throws SQLException {
        Clock clock = Clock.fixed(Household.NOW, ZoneOffset.UTC);
        ChatAgent agent = new ChatAgent(
                commands, queries, TestTools.at(clock, commands, queries, events), models, properties, clock);
        List<String> wrong = new ArrayList<>();
        Household household = new Household(commands, queries);
        Map<String, Map<String, String>> before = household.state();
        for (int i = first; i < lines.size(); i += THREADS) {
            Line line = lines.get(i);
            StringBuilder replies = new StringBuilder();
            for (String turn : line.said.split(" > ")) {
                ChatAgent.Reply reply = agent.answer(household.caller(), "line " + line.number, turn);
                replies.append("\n    ").append(reply.text().replace("\n", "\n      "));
            }
            Map<String, Map<String, String>> after = household.state();
            boolean ran = !line.effects.startsWith("ran ")
                    || executions(household.caller().userId()) == 1;
            if (!ran || !after.equals(Household.expected(before, line.effects))) {
                wrong.add("%d: %s%s\n    wanted %s\n    got %s"
                        .formatted(line.number, line.said, replies, line.effects, difference(before, after)));
            }
            if (!after.equals(before) || line.effects.startsWith("ran ") || line.said.contains(" > ")) {
                household = new Household(commands, queries);
                before = household.state();
            }
        }
        return wrong;
    }

    private static List<String> difference(
            Map<String, Map<String, String>> before, Map<String, Map<String, String>> after) {
        return after.entrySet().stream()
                .filter(entry -> !Objects.equals(before.get(entry.getKey()), entry.getValue()))
                .map(Object::toString)
                .toList();
    }

    private static int executions(UUID owner) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select count(*) from audit.event where type = 'execution.started' and owner_id = ?")) {
            statement.setObject(1, owner);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static List<Line> lines(String file) throws IOException {
        try (InputStream stream = AssistantCorpusIT.class.getResourceAsStream("/chat/" + file)) {
            String[] all = new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n");
            List<Line> lines = new ArrayList<>();
            for (int i = 0; i < all.length; i++) {
                if (!all[i].startsWith("#") && !all[i].isBlank()) {
                    int bar = all[i].lastIndexOf(" | ");
                    lines.add(new Line(i + 1, all[i].substring(0, bar), all[i].substring(bar + 3)));
                }
            }
            return lines;
        }
    }
}
