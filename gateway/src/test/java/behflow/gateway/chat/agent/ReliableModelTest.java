package behflow.gateway.chat.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers that begin an answer and don't end it. */
class ReliableModelTest {

    private static final Duration ATTEMPT = Duration.ofMillis(600);
    private static final Duration PATIENT = Duration.ofSeconds(15);
    private static final String HELLO =
            "data: {\"choices\": [{\"index\": 0, \"delta\": {\"content\": \"Hello\"}, \"finish_reason\": null}]}\n\n";

    private final ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, silence, false", "openai, silence, true", "openai, drip, false", "openai, drip, true",
        "openai, flood, false", "openai, flood, true", "openai, error, false", "openai, error, true",
        "anthropic, silence, false", "anthropic, drip, true"
    })
    void givenAnswerWithoutEnd_whenAsked_thenConnectionsAndThreadsAreLetGo(
            String provider, String kind, boolean streamed) throws Exception {
        try (EndlessServer server = new EndlessServer(kind, "")) {
            ReliableModel model =
                    model(provider, server, streamed, Instant.now().plusMillis(1_500), ATTEMPT);

            assertThatThrownBy(() -> model.chat(hello())).isInstanceOf(RuntimeException.class);

            until("connections are closed", () -> server.begun.get() > 0 && server.closed.get() == server.begun.get());
            until("threads are back", this::nobodyReads);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void givenDripBeyondTheTurn_whenItEnds_thenConnectionIsClosedAtOnce(boolean streamed) throws Exception {
        try (EndlessServer server = new EndlessServer("drip", "")) {
            ReliableModel model =
                    model("openai", server, streamed, Instant.now().plusSeconds(1), Duration.ofMinutes(1));

            assertThatThrownBy(() -> model.chat(hello())).isInstanceOf(RuntimeException.class);

            until("the connection is closed", () -> server.closed.get() == 1);
            until("the thread is back", this::nobodyReads);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data: [DONE]\n\n",
                "data: {\"error\": {\"message\": \"overloaded\"}}\n\ndata: [DONE]\n\n",
                "data: {\"choices\": [{\"index\": 0, \"delta\": {}, \"finish_reason\": \"error\"}]}\n\ndata: [DONE]\n\n"
            })
    void givenStreamThatEndsEarly_whenAsked_thenAskedAgain(String rest) throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (EndlessServer server = new EndlessServer("", HELLO + rest)) {
            ReliableModel model = ReliableModel.streaming(
                    provider("openai", server, PATIENT).streaming(),
                    PATIENT,
                    Instant.now().plusSeconds(60),
                    new Listener() {
                        @Override
                        public void text(String delta) {
                            heard.add(delta);
                        }

                        @Override
                        public void discarded() {
                            heard.add("-");
                        }
                    });

            assertThatThrownBy(() -> model.chat(hello())).hasMessageContaining("broke off");

            assertThat(heard).containsExactly("Hello", "-", "Hello", "-", "Hello", "-");
        }
    }

    @Test
    void givenStreamWithAReasonOfItsOwn_whenAsked_thenItIsWhole() throws Exception {
        try (EndlessServer server = new EndlessServer(
                "", HELLO + "data: {\"choices\": [{\"index\": 0, \"delta\": {}, \"finish_reason\": \"eos\"}]}\n\n")) {
            ReliableModel model = model("openai", server, true, Instant.now().plusSeconds(60), PATIENT);

            assertThat(model.chat(hello()).aiMessage().text()).isEqualTo("Hello");
        }
    }

    private boolean nobodyReads() {
        return threads.getActiveCount() == 0
                && Thread.getAllStackTraces().values().stream()
                        .flatMap(Arrays::stream)
                        .noneMatch(frame -> frame.getClassName().equals(ProviderHttp.class.getName()));
    }

    private static ChatRequest hello() {
        return ChatRequest.builder().messages(UserMessage.from("hello")).build();
    }

    private ReliableModel model(
            String provider, EndlessServer server, boolean streamed, Instant end, Duration attempt) {
        Models.Provider models = provider(provider, server, attempt);
        return streamed
                ? ReliableModel.streaming(models.streaming(), attempt, end, Listener.NONE)
                : ReliableModel.of(models.whole(), threads, attempt, end);
    }

    private static Models.Provider provider(String name, EndlessServer server, Duration attempt) {
        return new Models(new AgentProperties(
                        name, server.baseUrl(), "key", "scripted", Duration.ofSeconds(20), attempt, false))
                .provider()
                .orElseThrow();
    }

    private static void until(String what, BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(10);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
