package behflow.gateway.chat.agent;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.api.audit.OnConflict;
import behflow.api.audit.UndoReport;
import behflow.api.audit.command.RevertCause;
import behflow.api.chat.ChatState;
import behflow.api.chat.query.FindChatSession;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.process.ProcessRule;
import behflow.api.process.command.CreateProcess;
import behflow.api.task.Priority;
import behflow.gateway.audit.EventResponses;
import behflow.gateway.chat.agent.ScriptedProvider.Answer;
import behflow.gateway.chat.agent.ScriptedProvider.Call;
import behflow.gateway.chat.tools.TestTools;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.QueryDoor;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The providers' path over the real wire protocols. Each scenario runs under 8 seeds of faults, whole and streamed in turn; every
 * time the tasks and the events are the same, and one undo takes the turn back.
 */
class ProviderIT extends BehflowIT {

    private static final int SEEDS = 8;
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    @Autowired
    private CommandDoor commands;

    @Autowired
    private QueryDoor queries;

    @Autowired
    private EventResponses events;

    private static Call call(String tool, String arguments) {
        return new Call(tool, arguments);
    }

    private static String id(JsonNode result) {
        return result.at("/tasks/0/task_id").asString("none");
    }

    /** What is asked, what the model does, and what the tasks are like afterwards. */
    enum Scenario {
        ONE_CALL("add a task to buy bread", "new buy bread") {
            @Override
            Answer next(List<JsonNode> results) {
                return results.isEmpty()
                        ? Answer.call(call("create_task", "{\"name\": \"buy bread\"}"))
                        : Answer.say("I have added it.");
            }
        },
        PARALLEL_CALLS("mark buy milk as done and add buy bread", "milk / status=completed ;; new buy bread") {
            @Override
            Answer next(List<JsonNode> results) {
                return switch (results.size()) {
                    case 0 ->
                        Answer.call(
                                call("search_tasks", "{\"text\": \"buy milk\"}"),
                                call("create_task", "{\"name\": \"buy bread\"}"));
                    case 2 -> Answer.call(call("complete_tasks", "{\"task_ids\": [\"" + id(results.get(0)) + "\"]}"));
                    default -> Answer.say("Both are done.");
                };
            }
        },
        MALFORMED_ARGUMENTS("add a task to buy bread with high priority", "new buy bread / priority=high") {
            @Override
            Answer next(List<JsonNode> results) {
                return switch (results.size()) {
                    case 0 -> Answer.call(call("create_task", "{\"name\": \"buy br"));
                    case 1 -> Answer.call(call("create_task", "{\"title\": \"buy bread\"}"));
                    case 2 ->
                        Answer.call(call("create_task", "{\"name\": \"buy bread\", \"priority\": \"very high\"}"));
                    case 3 -> Answer.call(call("make_task", "{}"));
                    case 4 -> Answer.call(call("create_task", "{\"name\": \"buy bread\", \"priority\": \"high\"}"));
                    default -> Answer.say("At last.");
                };
            }
        },
        DUPLICATE_CALLS("add a task to buy bread with high priority", "new buy bread / priority=high") {
            @Override
            Answer next(List<JsonNode> results) {
                String arguments = "{\"name\": \"buy bread\", \"priority\": \"high\"}";
                String same = "{\"priority\":\"high\",\"name\":\"buy bread\"}";
                return switch (results.size()) {
                    case 0 -> Answer.call(call("create_task", arguments), call("create_task", same));
                    case 2 -> Answer.call(call("create_task", arguments));
                    default -> Answer.say("Once is enough.");
                };
            }
        },
        MANY_ROUNDS(
                "rename the letter to answer Grandma, make it urgent and due on friday",
                "letter / name=answer Grandma / priority=urgent / due=2030-06-14T23:59:59") {
            @Override
            Answer next(List<JsonNode> results) {
                String ids = results.isEmpty() ? "" : "{\"task_ids\": [\"" + id(results.get(0)) + "\"], ";
                return switch (results.size()) {
                    case 0 -> Answer.call(call("search_tasks", "{\"text\": \"letter\"}"));
                    case 1 -> Answer.call(call("change_tasks", ids + "\"name\": \"answer Grandma\"}"));
                    case 2 -> Answer.call(call("change_tasks", ids + "\"priority\": \"urgent\"}"));
                    case 3 -> Answer.call(call("change_tasks", ids + "\"due_date\": \"2030-06-14\"}"));
                    default -> Answer.say("All three are changed.");
                };
            }
        };

        private final String asked;
        private final String effects;

        Scenario(String asked, String effects) {
            this.asked = asked;
            this.effects = effects;
        }

        abstract Answer next(List<JsonNode> results);
    }

    private record Run(Map<String, Map<String, String>> wrong, List<String> events, String provider, long tokens) {}

    /** A server for one run, by its seed. */
    private interface Servers {
        ScriptedProvider start(long seed) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void givenFaults_whenAsked_thenSameTasksAndEventsEveryTime(Scenario scenario) throws Exception {
        Map<String, Servers> protocols = Map.of(
                "openai", seed -> new ScriptedOpenAi(scenario::next, seed, ATTEMPT.toMillis() + 1_000),
                "anthropic", seed -> new ScriptedAnthropic(scenario::next, seed));
        ExecutorService threads = Executors.newFixedThreadPool(protocols.size() * SEEDS);
        try {
            // All at once: most of the time each waits out a fault.
            Map<String, List<Future<Run>>> runs = new HashMap<>();
            protocols.forEach((provider, servers) -> runs.put(
                    provider,
                    LongStream.range(0, SEEDS)
                            .mapToObj(seed -> threads.submit(() -> run(scenario, seed, servers)))
                            .toList()));
            for (String provider : protocols.keySet()) {
                List<Run> done = new ArrayList<>();
                for (Future<Run> run : runs.get(provider)) {
                    done.add(run.get());
                }
                assertThat(done).allSatisfy(run -> {
                    assertThat(run.wrong).isEmpty();
                    assertThat(run.events).isEqualTo(done.get(0).events).isNotEmpty();
                    assertThat(run.provider).isEqualTo(provider);
                    assertThat(run.tokens).isEqualTo(done.get(0).tokens).isPositive();
                });
            }
        } finally {
            threads.shutdown();
        }
    }

    private ChatAgent agent(ScriptedProvider server, Duration turn, Duration attempt) {
        Clock clock = Clock.fixed(Household.NOW, ZoneOffset.UTC);
        AgentProperties properties =
                new AgentProperties(server.name(), server.baseUrl(), "key", "scripted", turn, attempt, false);
        return new ChatAgent(
                commands,
                queries,
                TestTools.at(clock, commands, queries, events),
                new Models(properties),
                properties,
                clock);
    }

    private Run run(Scenario scenario, long seed, Servers servers) throws Exception {
        Household household = new Household(commands, queries);
        Map<String, Map<String, String>> before = household.state();
        try (ScriptedProvider server = servers.start(seed)) {
            ChatAgent agent = agent(server, Duration.ofSeconds(100), ATTEMPT);
            StringBuilder streamed = new StringBuilder();
            Listener listener = seed % 2 == 0
                    ? Listener.NONE
                    : new Listener() {
                        @Override
                        public void text(String delta) {
                            streamed.append(delta);
                        }

                        @Override
                        public void discarded() {
                            streamed.setLength(0);
                        }
                    };
            ChatAgent.Reply reply = agent.answer(household.caller(), "seed " + seed, scenario.asked, listener);
            if (listener != Listener.NONE) {
                assertThat(streamed.toString()).isEqualTo(reply.text());
            }
            Map<String, Map<String, String>> after = household.state();
            Map<String, Map<String, String>> expected = Household.expected(before, scenario.effects);
            Map<String, Map<String, String>> wrong = after.equals(expected) ? Map.of() : after;
            List<String> stored = events(household, reply);
            JsonNode said = said(household);
            UndoReport undo = commands.send(
                    new RevertCause(
                            household.caller().userId(), reply.correlationId(), OnConflict.FAIL, null, false, null),
                    Origin.ofUser(household.caller().userId(), Ids.newId()));
            assertThat(undo.written()).isTrue();
            Map<String, Map<String, String>> back = household.state();
            back.keySet().removeIf(alias -> alias.startsWith("new "));
            assertThat(back).isEqualTo(before);
            return new Run(
                    wrong,
                    stored,
                    said.path("provider").asString(""),
                    said.path("input_tokens").asLong(0)
                            + said.path("output_tokens").asLong(0));
        }
    }

    private static List<String> events(Household household, ChatAgent.Reply reply) throws SQLException {
        return select(
                "select type || ' ' || actor from audit.event where owner_id = ? and correlation_id = '"
                        + reply.correlationId() + "' order by position",
                household);
    }

    private static JsonNode said(Household household) throws SQLException {
        return JsonMapper.shared()
                .readTree(select(
                                "select payload::text from audit.event where owner_id = ? and type = 'chat.assistant_replied'"
                                        + " order by position desc limit 1",
                                household)
                        .get(0));
    }

    private static List<String> select(String sql, Household household) throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, household.caller().userId());
            List<String> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(row.getString(1));
                }
            }
            return rows;
        }
    }

    @Test
    void givenProviderThatNeverAnswers_whenAsked_thenTheBuiltinDoesAndSaysSo() throws IOException {
        Household household = new Household(commands, queries);
        Map<String, Map<String, String>> before = household.state();
        try (ScriptedOpenAi server = new ScriptedOpenAi(results -> null, null, 0)) {
            ChatAgent agent = agent(server, Duration.ofSeconds(6), Duration.ofSeconds(1));
            ChatAgent.Reply reply = agent.answer(household.caller(), "down", "mark buy milk as done");
            assertThat(reply.text()).contains("not available", "built-in");
            assertThat(server.requests()).hasSizeLessThanOrEqualTo(ReliableModel.ATTEMPTS);
        }
        assertThat(household.state()).isEqualTo(Household.expected(before, "milk / status=completed"));
    }

    @Test
    void givenProviderThatFailsAfterARun_whenAsked_thenTheRunIsNotRepeated() throws Exception {
        Household household = new Household(commands, queries);
        UUID process = Ids.newId(household.caller().userId());
        commands.send(
                new CreateProcess(
                        process,
                        household.caller().userId(),
                        "standup",
                        "",
                        ProcessRule.manual("create_task", Map.of("name", "talk to the team")),
                        true),
                Origin.ofUser(household.caller().userId(), Ids.newId()));
        try (ScriptedOpenAi server = new ScriptedOpenAi(
                results -> results.isEmpty()
                        ? Answer.call(call("run_process", "{\"process_id\": \"" + process + "\"}"))
                        : null,
                null,
                0)) {
            ChatAgent agent = agent(server, Duration.ofSeconds(6), Duration.ofSeconds(1));
            assertThat(agent.answer(household.caller(), "run", "run the standup process")
                            .text())
                    .contains("broke off");
        }
        assertThat(select(
                        "select type from audit.event where owner_id = ? and type = 'task.created'"
                                + " and payload->>'name' = 'talk to the team'",
                        household))
                .hasSize(1);
    }

    @Test
    void givenNoProvider_whenSeveralFitAndOneIsNamed_thenThatOne() throws IOException {
        Household household = new Household(commands, queries);
        Map<String, Map<String, String>> before = household.state();
        try (ScriptedOpenAi server = new ScriptedOpenAi(results -> null, null, 0)) {
            ChatAgent agent = agent(server, Duration.ofSeconds(3), Duration.ofMillis(500));
            assertThat(agent.answer(household.caller(), "down", "complete plan").text())
                    .contains("not available", "Which one");
            agent.answer(household.caller(), "down", "number 2");
        }
        assertThat(household.state()).isEqualTo(Household.expected(before, "budget / status=completed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"what is {{it}} or {{user}} on {{current_date}}?", "\u0007"})
    void givenTextThatATemplateWouldRead_whenAsked_thenTheModelGetsItAsItIs(String text) throws IOException {
        Household household = new Household(commands, queries);
        try (ScriptedOpenAi server = new ScriptedOpenAi(results -> Answer.say("So it is: {{it}}."), null, 0)) {
            ChatAgent agent = agent(server, Duration.ofSeconds(30), Duration.ofSeconds(5));
            for (int i = 0; i < 2; i++) {
                assertThat(agent.answer(household.caller(), "braces", text).text())
                        .isEqualTo("So it is: {{it}}.");
            }
            JsonNode messages =
                    JsonMapper.shared().readTree(server.requests().get(1)).path("messages");
            assertThat(messages.valueStream()
                            .filter(message -> message.path("role").asString("").equals("user"))
                            .map(message -> message.path("content").asString("")))
                    .containsExactly(text, text);
        }
    }

    /** Hears what the user would, and whether a yes has a meaning when it is asked for. */
    private final class Hearing implements Listener {
        private final StringBuilder heard = new StringBuilder();
        private final UUID session;
        private boolean waits;

        private Hearing(Household household, String session) {
            this.session = ChatAgent.sessionId(household.caller().userId(), session);
        }

        @Override
        public void text(String delta) {
            heard.append(delta);
            if (delta.contains("Shall I?")) {
                waits = queries.ask(new FindChatSession(session), ChatState.class)
                                .planId()
                        != null;
            }
        }

        @Override
        public void discarded() {
            heard.setLength(0);
        }
    }

    private static String ids(Household household, String... aliases) {
        return "{\"task_ids\": [\""
                + Stream.of(aliases)
                        .map(alias -> household.id(alias).toString())
                        .collect(Collectors.joining("\", \""))
                + "\"]";
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void givenModelThatSaysDoneOfADeletion_whenOnlyProposed_thenTheServerAsks(boolean streamed) throws IOException {
        Household household = new Household(commands, queries);
        Map<String, Map<String, String>> before = household.state();
        String delete = ids(household, "milk", "anna", "letter") + "}";
        try (ScriptedOpenAi server = new ScriptedOpenAi(
                results -> results.isEmpty() ? Answer.call(call("delete_tasks", delete)) : Answer.say("Done."),
                null,
                0)) {
            ChatAgent agent = agent(server, Duration.ofSeconds(30), Duration.ofSeconds(5));
            Hearing hearing = new Hearing(household, "asked");
            String said = agent.answer(
                            household.caller(),
                            "asked",
                            "delete the milk, Anna and the letter",
                            streamed ? hearing : Listener.NONE)
                    .text();
            assertThat(said).isEqualTo("""
                            Done.

                            This would delete 3 tasks:
                            1. "buy milk" (not started, high, due 2030-06-12 17:00)
                            2. "call Anna" (not started, urgent, due 2030-06-13 23:59:59)
                            3. "write the letter" (not started, low)
                            Shall I? Say yes or no.""");
            if (streamed) {
                assertThat(hearing.heard.toString()).isEqualTo(said);
                assertThat(hearing.waits).isTrue();
            }
            assertThat(household.state()).isEqualTo(before);
            assertThat(agent.answer(household.caller(), "asked", "yes").text()).isEqualTo("Deleted 3 tasks.");
        }
        assertThat(household.state()).isEqualTo(Household.expected(before, "-milk ;; -anna ;; -letter"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void givenProviderThatFailsAfterAProposal_whenAsked_thenTheServerSaysWhatAYesDoes(boolean acted)
            throws IOException {
        Household household = new Household(commands, queries);
        Map<String, Map<String, String>> before = household.state();
        String letter = ids(household, "letter") + "}";
        try (ScriptedOpenAi server = new ScriptedOpenAi(
                results -> !results.isEmpty()
                        ? null
                        : acted
                                ? Answer.call(
                                        call("complete_tasks", ids(household, "milk") + "}"),
                                        call("delete_tasks", letter))
                                : Answer.call(call("delete_tasks", letter)),
                null,
                0)) {
            ChatAgent agent = agent(server, Duration.ofSeconds(6), Duration.ofSeconds(1));
            assertThat(agent.answer(household.caller(), "off", "complete the milk and delete the letter")
                            .text())
                    .startsWith("The language model broke off ")
                    .contains(acted ? "after it had made the changes shown" : "before it had changed anything")
                    .endsWith("This would delete one task:\n1. \"write the letter\" (not started, low)\n"
                            + "Shall I? Say yes or no.");
            String done = acted ? "milk / status=completed ;; -letter" : "-letter";
            assertThat(household.state())
                    .isEqualTo(Household.expected(before, acted ? "milk / status=completed" : "="));
            agent.answer(household.caller(), "off", "ok");
            assertThat(household.state()).isEqualTo(Household.expected(before, done));
        }
    }

    @Test
    void givenManyTasks_whenTheirDeletionIsProposed_thenTheOthersAreCounted() throws IOException {
        Household household = new Household(commands, queries);
        String[] aliases =
                IntStream.rangeClosed(1, 53).mapToObj(i -> "chore " + i).toArray(String[]::new);
        for (String alias : aliases) {
            household.add(alias, alias, Priority.LOW, null);
        }
        String some = ids(household, "milk", "letter");
        try (ScriptedOpenAi server = new ScriptedOpenAi(
                results -> results.isEmpty()
                        ? Answer.call(
                                call("delete_tasks", ids(household, aliases) + "}"),
                                call("delete_tasks", some + "}"),
                                call("change_tasks", ids(household, aliases) + ", \"tags\": [\"a\\nb\", \"c\"]}"),
                                // Refused, so that a yes must not do it.
                                call(
                                        "change_tasks",
                                        ids(household, aliases) + ", \"add_tags\": [\"" + "x".repeat(51) + "\"]}"))
                        : Answer.say("Done."),
                null,
                0)) {
            ChatAgent agent = agent(server, Duration.ofSeconds(30), Duration.ofSeconds(20));
            assertThat(agent.answer(household.caller(), "many", "delete all chores and the milk and the letter")
                            .text())
                    .contains("This would delete 53 tasks:\n1. \"chore 1\"")
                    .contains("50. \"chore 50\" (not started, low)\n… and 3 more.\nThis would delete 2 tasks.\n")
                    .endsWith("\nThis would change 53 tasks (tags \"a b\", \"c\").\nShall I? Say yes or no.")
                    .doesNotContain("xxx");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void givenAnswerThatCannotBeStored_whenGiven_thenItIsMended(boolean streamed) throws Exception {
        Household household = new Household(commands, queries);
        // Pieces of seven characters: a pair of surrogates is cut in two.
        String bad = "NUL \u0000 \ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00 alone \ud83d x \ude00 end\ud83d";
        String good = "NUL \ufffd \ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00 alone \ufffd x \ufffd end\ufffd";
        try (ScriptedOpenAi server = new ScriptedOpenAi(
                results -> switch (results.size()) {
                    case 0 -> Answer.call(call("create_task", "{\"name\": \"buy \\u0000\\ud83d bread\"}"));
                    case 1 -> Answer.call(call("create_task", "{\"name\": \"buy bread\"}"));
                    default -> Answer.say(bad);
                },
                null,
                0)) {
            ChatAgent agent = agent(server, Duration.ofSeconds(30), Duration.ofSeconds(5));
            Hearing hearing = new Hearing(household, "mended");
            ChatAgent.Reply reply = agent.answer(
                    household.caller(), "mended", "add a task to buy bread", streamed ? hearing : Listener.NONE);
            assertThat(reply.text()).isEqualTo(good);
            if (streamed) {
                assertThat(hearing.heard.toString()).isEqualTo(good);
            }
            assertThat(server.requests().get(1)).contains("must not contain NUL");
        }
        assertThat(said(household).path("content").stringValue()).isEqualTo(good);
        assertThat(household.state()).containsKey("new buy bread");
    }

    @Test
    void givenModelThatCallsForEver_whenAsked_thenRoundsAreBounded() throws IOException {
        Household household = new Household(commands, queries);
        try (ScriptedOpenAi server = new ScriptedOpenAi(
                results -> Answer.call(call("search_tasks", "{\"text\": \"a" + results.size() + "\"}")), null, 0)) {
            ChatAgent agent = agent(server, Duration.ofSeconds(30), Duration.ofSeconds(5));
            assertThat(agent.answer(household.caller(), "loop", "what is overdue?")
                            .text())
                    .contains("built-in");
            assertThat(server.requests().size()).isBetween(5, 10);
        }
    }

    @Test
    void givenManyCallsInOneTurn_whenGoingOn_thenTheRequestIsRememberedAndCallsAreBounded() throws IOException {
        Household household = new Household(commands, queries);
        try (ScriptedOpenAi server = new ScriptedOpenAi(
                results -> results.size() > ToolBridge.CALLS
                        ? Answer.say("That is all.")
                        : Answer.call(IntStream.range(0, 60)
                                .mapToObj(i -> call("search_tasks", "{\"text\": \"a" + i + "\"}"))
                                .toArray(Call[]::new)),
                null,
                0)) {
            ChatAgent agent = agent(server, Duration.ofSeconds(60), Duration.ofSeconds(20));
            agent.answer(household.caller(), "many", "hello there");
            assertThat(agent.answer(household.caller(), "many", "what is what?").text())
                    .isEqualTo("That is all.");
            JsonNode last = JsonMapper.shared()
                    .readTree(server.requests().get(server.requests().size() - 1))
                    .path("messages");
            assertThat(last.findValuesAsString("content")).contains("hello there", "what is what?");
            assertThat(last.get(last.size() - 1).path("content").asString("")).contains("Tell the user what is left");
            assertThat(last.get(last.size() - 30).path("content").asString("")).doesNotContain("Tell the user");
        }
    }

    @Test
    void givenLongConversation_whenGoingOn_thenMemoryIsBounded() throws IOException {
        Household household = new Household(commands, queries);
        try (ScriptedOpenAi server = new ScriptedOpenAi(results -> Answer.say("x".repeat(3_000)), null, 0)) {
            ChatAgent agent = agent(server, Duration.ofSeconds(30), Duration.ofSeconds(5));
            for (int i = 0; i < 14; i++) {
                agent.answer(household.caller(), "long", "say " + i + " " + "y".repeat(1_000));
            }
            List<String> requests = server.requests();
            assertThat(requests.get(13).length()).isLessThan(requests.get(0).length() + 24_000);
            assertThat(requests.get(13)).contains("say 12 ").doesNotContain("say 2 ");
        }
    }
}
