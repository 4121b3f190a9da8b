package behflow.gateway.chat.agent;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.api.task.Priority;
import behflow.gateway.audit.EventResponses;
import behflow.gateway.chat.agent.ObedientModel.Call;
import behflow.gateway.chat.tools.TestTools;
import behflow.gateway.kernel.CommandDoor;
import behflow.gateway.kernel.QueryDoor;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
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

    /** @param calls the first is what the user wants, as the model has it; the others are what a task tells it */
    private String answer(Household household, String said, Call... calls) {
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
        return agent.answer(household.caller(), "language", said).text();
    }
}
