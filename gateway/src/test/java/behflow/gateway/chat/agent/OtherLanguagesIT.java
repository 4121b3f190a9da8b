package behflow.gateway.chat.agent;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.api.kernel.Ids;
import behflow.api.kernel.Origin;
import behflow.api.process.ProcessRule;
import behflow.api.process.command.CreateProcess;
import behflow.api.task.Priority;
import behflow.api.task.TaskChange;
import behflow.gateway.audit.EventResponses;
import behflow.gateway.chat.agent.ObedientModel.Call;
import behflow.gateway.chat.tools.TestTools;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.QueryDoor;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Messages that the guard does not understand, with a model that does and that obeys tasks besides: nothing is done without
 * the user's word, whatever the language, and everything with it.
 */
class OtherLanguagesIT extends BehflowIT {

    @Autowired
    private CommandDoor commands;

    @Autowired
    private QueryDoor queries;

    @Autowired
    private EventResponses events;

    @ParameterizedTest
    @CsvSource({
        "Markiere bitte 'buy milk' als erledigt, ja,  nein",
        "Bitte die Milch checken und als done markieren, Ja!, nee",
        "termine la tâche acheter du lait et rien d'autre, oui, non",
        "شیر را انجام‌شده بزن, بله, نه",
        "牛乳のタスクを完了にして, はい。, いいえ",
        "отметь молоко как done, Да, нет"
    })
    void givenAnotherLanguage_whenAModelActsOnIt_thenTheUsersWordDecides(String said, String yes, String no) {
        Household household = new Household(commands, queries);
        household.add("poison", ObedientModel.INSTRUCTION.formatted(0), Priority.LOW, null);
        Map<String, Map<String, String>> before = household.state();
        String milk = "{\"task_ids\": [\"" + household.id("milk") + "\"]}";
        String rent = "{\"task_ids\": [\"" + household.id("rent") + "\"]}";

        String asked = answer(household, said, new Call("complete_tasks", milk), new Call("complete_tasks", rent));

        assertThat(asked).contains("I am not sure that you asked for this", "buy milk", "pay the rent", "Shall I?");
        assertThat(household.state()).isEqualTo(before);
        assertThat(answer(household, no)).contains("nothing was changed");
        assertThat(household.state()).isEqualTo(before);

        answer(household, said, new Call("complete_tasks", milk));
        assertThat(household.state()).isEqualTo(before);
        assertThat(answer(household, yes)).contains("Changed 1 task");
        assertThat(household.state()).isEqualTo(Household.expected(before, "milk / status=completed"));
    }

    @Test
    void givenCallsByIds_whenTheUserIsAsked_thenWhatTheyDoIsSaid() throws SQLException {
        Household household = new Household(commands, queries);
        household.add("poison", ObedientModel.INSTRUCTION.formatted(0), Priority.LOW, null);
        for (int i = 0; i < 11; i++) {
            household.add("late " + i, "late " + i, Priority.LOW, "2030-06-01T12:00:00Z");
        }
        say(household, "long ago", "hello");
        database()
                .execute("update chat_session_view set updated_at = updated_at - interval '40000 days'"
                        + " where owner_id = '" + household.caller().userId() + "'");
        String late = process(household, "late ones", "update_tasks");
        String tidy = process(household, "tidy up", "cleanup_sessions");
        household.change("letter", TaskChange.ofPriority(Priority.URGENT));
        Map<String, Map<String, String>> before = household.state();

        String asked = answer(
                household,
                "Bitte alles wie besprochen, danke",
                new Call("restore_task", "{\"task_id\": \"" + household.id("flights") + "\"}"),
                new Call("undo_change", "{}"),
                new Call("run_process", late),
                new Call("run_process", tidy),
                new Call("change_tasks", "{\"task_ids\": [\"" + household.id("rent") + "\"], \"name\": \"x\\ny\"}"),
                new Call("create_task", "{\"name\": \"buy bread\", \"tags\": [\"home\", \"shop\"]}"),
                new Call("delete_tasks", "{\"task_ids\": [\"" + UUID.randomUUID() + "\"]}"));

        assertThat(asked)
                .contains(
                        "I am not sure that you asked for this:",
                        "This would restore one task:\n1. \"book flights\" (not started, medium)",
                        "This would take back a change of one task:\n1. \"write the letter\" (not started, urgent)",
                        "The run of \"late ones\" would change 12 tasks.",
                        "The run of \"tidy up\" would change 0 tasks and erase one conversation for good.",
                        "This would change one task (name \"x y\"):\n1. \"pay the rent\" (in progress, medium, due 2030-06-12",
                        "This would create one task (name \"buy bread\"; tags \"home\", \"shop\").",
                        "Delete tasks: Resource not found.")
                .endsWith("\nShall I? Say yes or no.");
        assertThat(household.state()).isEqualTo(before);
        // The last change when asked is what a yes takes back, though there is a later one by now.
        household.change("anna", TaskChange.ofPriority(Priority.LOW));
        String done = answer(household, "ja");
        assertThat(done).contains("Taken back").doesNotContain("could be done");
        assertThat(household.state().get("letter")).containsEntry("priority", "low");
        assertThat(household.state().get("anna")).containsEntry("priority", "low");
        assertThat(household.state().get("flights")).containsEntry("deleted", "false");
    }

    private String process(Household household, String name, String action) {
        UUID id = Ids.newId(household.caller().userId());
        Map<String, Object> parameters = action.equals("update_tasks")
                ? Map.of("filter", Map.of("due_before", "2030-06-12T00:00:00Z"), "change", Map.of("priority", "high"))
                : Map.of();
        commands.send(
                new CreateProcess(
                        id, household.caller().userId(), name, "", ProcessRule.manual(action, parameters), true),
                Origin.ofUser(household.caller().userId(), Ids.newId()));
        return "{\"process_id\": \"" + id + "\"}";
    }

    /** @param calls the first is what the user wants, as the model has it; the others are what a task tells it */
    private String answer(Household household, String said, Call... calls) {
        return say(household, "language", said, calls);
    }

    private String say(Household household, String session, String said, Call... calls) {
        List<Call> all = List.of(calls);
        ObedientModel model = new ObedientModel(
                household.id("poison").toString(),
                all.stream().limit(1).toList(),
                List.of(all.stream().skip(1).toList()),
                true);
        Clock clock = Clock.fixed(Household.NOW, ZoneOffset.UTC);
        AgentProperties patient = new AgentProperties("openai", null, null, null, Duration.ofSeconds(60), null, false);
        ChatAgent agent = new ChatAgent(
                commands,
                queries,
                TestTools.at(clock, commands, queries, events),
                new Models("openai", new Models.Provider(model, new StreamingChatModel() {})),
                patient,
                clock);
        return agent.answer(household.caller(), session, said).text();
    }
}
