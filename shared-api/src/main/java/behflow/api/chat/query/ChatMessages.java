package behflow.api.chat.query;

import behflow.api.chat.ChatMessage;
import java.util.List;

public record ChatMessages(List<ChatMessage> messages) {}
