package behflow.gateway.kernel.operations;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import behflow.Node;
import behflow.testing.OtlpReceiver;
import behflow.testing.OtlpReceiver.Span;
import behflow.testing.TestDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

class TracesIT extends BehflowIT {

    @Autowired
    private ApplicationContext context;

    @Test
    void givenNoReceiver_whenStarted_thenNothingOfTracingIsThere() {
        assertThat(Arrays.stream(context.getBeanDefinitionNames())
                        .map(context::getType)
                        .map(String::valueOf)
                        .filter(type -> type.contains("opentelemetry") || type.contains("micrometer.tracing")))
                .isEmpty();
    }

    @Test
    void givenAReceiver_whenATaskIsCreated_thenRequestCommandAndAppendAreOneTraceWithoutAnybodysText()
            throws Exception {
        try (OtlpReceiver receiver = new OtlpReceiver();
                Node node = Node.here(
                        TestDatabase.create(),
                        TracingWhenConfigured.ENDPOINT + "=" + receiver.endpoint(),
                        "management.opentelemetry.tracing.export.schedule-delay=50ms")) {
            HttpApi api = HttpApi.newUser(node.baseUrl(), "marmaduke");
            api.post("/api/v1/tasks", "{\"name\": \"marmalade\", \"tags\": [\"pantry\"]}")
                    .expect(201);
            api.post("/api/v1/chat", "{\"message\": \"add buy bread\", \"session_id\": \"breakfast\"}")
                    .expect(200);
            api.get("/api/v1/chat/sessions/breakfast/messages").expect(200);
            api.get("/api/v1/tasks?status=baguette").expect(400);

            Span request = await(receiver, () -> named(receiver.spans(), "http post /api/v1/tasks"));
            Span command = await(receiver, () -> child(receiver.spans(), request, "command CreateTask"));
            Span append = await(receiver, () -> child(receiver.spans(), command, "append"));
            await(receiver, () -> named(receiver.spans(), "http get /api/v1/tasks"));

            assertThat(request.attributes())
                    .containsEntry("uri", "/api/v1/tasks")
                    .containsEntry("status", "201");
            assertThat(command.attributes()).containsEntry("outcome", "success");
            assertThat(append.attributes()).containsKeys("commands", "events");
            assertThat(receiver.spans()).extracting(Span::name).contains("http post /api/v1/chat");
            assertThat(receiver.received())
                    .doesNotContain(
                            "marmaduke",
                            "marmalade",
                            "pantry",
                            "bread",
                            "breakfast",
                            "baguette",
                            "securepass123",
                            api.token(),
                            api.userId());
        }
    }

    private static List<Span> named(List<Span> spans, String name) {
        return spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    private static List<Span> child(List<Span> spans, Span parent, String name) {
        return named(spans, name).stream()
                .filter(span ->
                        span.trace().equals(parent.trace()) && span.parent().equals(parent.id()))
                .toList();
    }

    private static Span await(OtlpReceiver receiver, Supplier<List<Span>> wanted) throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            List<Span> found = wanted.get();
            if (!found.isEmpty()) {
                return found.get(0);
            }
            Thread.sleep(50);
        }
        throw new AssertionError("Not among " + receiver.spans());
    }
}
