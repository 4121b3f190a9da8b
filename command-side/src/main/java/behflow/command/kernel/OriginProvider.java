package behflow.command.kernel;

import behflow.api.kernel.Origin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.correlation.CorrelationDataProvider;

/**
 * Carries actor and cause from a message to those it brings about. Where the sender named no direct cause, it is the message
 * itself.
 */
final class OriginProvider implements CorrelationDataProvider {

    private static final List<String> KEYS = List.of(
            Origin.ACTOR,
            Origin.USER_ID,
            Origin.OWNER_ID,
            Origin.CORRELATION_ID,
            Origin.CAUSATION_ID,
            Origin.REQUEST_ID,
            Origin.CHAT_SESSION_ID,
            Origin.MESSAGE_ID,
            Origin.EXECUTION_ID,
            Origin.DEPTH);

    @Override
    public Map<String, ?> correlationDataFor(Message<?> message) {
        Map<String, Object> data = new HashMap<>();
        for (String key : KEYS) {
            Object value = message.getMetaData().get(key);
            if (value != null) {
                data.put(key, value);
            }
        }
        data.putIfAbsent(Origin.CAUSATION_ID, message.getIdentifier());
        return data;
    }
}
