package behflow.gateway.chat.agent;

import behflow.api.chat.ChatMessage;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * What a model remembers of a conversation: the latest messages, bounded in number and length, and all of its own turn, which is
 * bounded in rounds and calls.
 */
final class Conversation {

    /** Messages of earlier turns. */
    static final int MESSAGES = 20;
    /** Characters of them, about four to a token. */
    static final int CHARACTERS = 16_000;

    private Conversation() {}

    /** The tasks that the assistant showed last, in order: what "the second one" means. */
    static List<UUID> lastListed(List<ChatMessage> memory) {
        for (int i = memory.size() - 1; i >= 0; i--) {
            ChatMessage message = memory.get(i);
            if (message.role().equals("assistant") && !message.taskIds().isEmpty()) {
                return message.taskIds();
            }
        }
        return List.of();
    }

    static MessageWindowChatMemory window(List<ChatMessage> memory) {
        List<ChatMessage> latest = new ArrayList<>();
        int characters = 0;
        for (int i = memory.size() - 1; i >= 0 && latest.size() < MESSAGES; i--) {
            ChatMessage message = memory.get(i);
            if (message.content() == null || message.content().isBlank()) {
                continue;
            }
            characters += message.content().length();
            if (characters > CHARACTERS) {
                break;
            }
            latest.add(message);
        }
        Collections.reverse(latest);
        MessageWindowChatMemory window = MessageWindowChatMemory.withMaxMessages(Integer.MAX_VALUE);
        for (ChatMessage message : latest) {
            window.add(
                    message.role().equals("user")
                            ? UserMessage.from(message.content())
                            : AiMessage.from(message.content()));
        }
        return window;
    }
}
