package behflow.api.chat.query;

import behflow.api.chat.ChatState;
import java.util.List;

public record ChatSessions(List<ChatState> sessions) {}
