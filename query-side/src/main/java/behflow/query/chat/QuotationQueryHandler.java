package behflow.query.chat;

import behflow.api.chat.query.FindQuotations;
import behflow.api.chat.query.Quotations;
import behflow.api.chat.query.Quotations.Quotation;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.RecordedEvent;
import behflow.api.task.event.TaskCreated;
import behflow.api.task.event.TaskDescribed;
import behflow.api.task.event.TaskRenamed;
import behflow.api.task.query.SearchWord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds messages that quote a task: whole names and descriptions, all it ever had, as words, in any case. */
@Component
class QuotationQueryHandler {

    private static final String MESSAGES = "select s.name, m.message_id, m.content from chat_message_view m"
            + " join chat_session_view s on s.session_id = m.session_id and m.sequence > s.first_sequence"
            + " and not s.deleted where m.owner_id = ? and m.content is not null"
            + " and lower(m.content) like any (?) order by m.created_at, m.message_id";

    private final EventLog log;
    private final JdbcClient jdbc;

    QuotationQueryHandler(EventLog log, JdbcClient jdbc) {
        this.log = log;
        this.jdbc = jdbc;
    }

    private record Candidate(Quotation quotation, String content) {}

    @QueryHandler
    Quotations find(FindQuotations query) {
        Set<String> texts = texts(query.taskId());
        if (texts.isEmpty()) {
            return new Quotations(List.of());
        }
        Pattern words = Pattern.compile(
                texts.stream()
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|", "(?<![\\p{L}\\p{N}])(?:", ")(?![\\p{L}\\p{N}])")),
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        return new Quotations(jdbc
                .sql(MESSAGES)
                .param(query.ownerId())
                .param(texts.stream().map(QuotationQueryHandler::like).toArray(String[]::new))
                .query((row, n) ->
                        new Candidate(new Quotation(row.getString(1), row.getObject(2, UUID.class)), row.getString(3)))
                .list()
                .stream()
                .filter(candidate -> words.matcher(candidate.content).find())
                .map(Candidate::quotation)
                .toList());
    }

    private Set<String> texts(UUID taskId) {
        return log.readSubject(taskId, 0, Integer.MAX_VALUE).stream()
                .map(RecordedEvent::payload)
                .flatMap(event -> {
                    if (event instanceof TaskCreated created) {
                        return Stream.of(text(created.name()), text(created.description()));
                    } else if (event instanceof TaskRenamed renamed) {
                        return Stream.of(text(renamed.to()));
                    } else if (event instanceof TaskDescribed described) {
                        return Stream.of(text(described.to()));
                    }
                    return Stream.of();
                })
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    private static String like(String text) {
        return "%" + SearchWord.lower(text).replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }
}
