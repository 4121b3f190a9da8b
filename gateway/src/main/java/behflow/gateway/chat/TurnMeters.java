package behflow.gateway.chat;

import behflow.api.kernel.RejectedException;
import behflow.gateway.chat.agent.ChatAgent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * {@code behflow_chat_turns}: how long answers take, by who gave them and their outcome. Where the operator's provider failed,
 * {@code builtin} has answered. A turn without an answer has the provider {@code none}, and as its outcome a
 * {@link behflow.api.kernel.RejectionCode} in small letters or {@code error}.
 */
@Component
class TurnMeters {

    private final MeterRegistry meters;

    TurnMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    ChatAgent.Reply timed(Supplier<ChatAgent.Reply> turn) {
        Timer.Sample sample = Timer.start(meters);
        String provider = "none";
        String outcome = "error";
        try {
            ChatAgent.Reply reply = turn.get();
            provider = reply.provider();
            outcome = "success";
            return reply;
        } catch (RejectedException e) {
            outcome = e.code().name().toLowerCase(Locale.ROOT);
            throw e;
        } finally {
            sample.stop(Timer.builder("behflow.chat.turns")
                    .description("Turns of conversations")
                    .tag("provider", provider)
                    .tag("outcome", outcome)
                    .register(meters));
        }
    }
}
