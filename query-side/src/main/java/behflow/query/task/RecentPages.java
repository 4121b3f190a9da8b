package behflow.query.task;

import behflow.api.task.query.ListTasks;
import behflow.api.task.query.TaskPage;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Pages as this node has read them last, each with its owner's mark from before: the hash at the end of the owner's log, another
 * one after every event, and the table, another one after every rebuild. Rows are written in the transaction of their events:
 * while the mark is the same, so are the rows, whichever node writes.
 */
@Component
class RecentPages {

    /** For clients that ask again and again. What is erased is gone from here as soon. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private static final long CHARACTERS = 4 * 1024 * 1024;
    private static final int BESIDE_TEXT = 300;

    /** Not a cast to {@code regclass}, which a kept plan could hold on to. */
    private static final String MARK = "select concat(encode(h.hash, 'hex'), to_regclass('task_view')::oid)"
            + " from eventstore.log_head h where h.owner_id = ?";

    private record Marked(String mark, TaskPage page) {}

    private final Cache<ListTasks, Marked> pages = Caffeine.newBuilder()
            .expireAfterWrite(KEPT)
            .scheduler(Scheduler.systemScheduler())
            .maximumWeight(CHARACTERS)
            .<ListTasks, Marked>weigher((query, marked) -> weight(query) + weight(marked.page))
            .executor(Runnable::run)
            .build();

    private final JdbcTemplate jdbc;

    RecentPages(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** First pages of the present that no clock decides on. Erasing takes the text of deleted tasks: they are read each time. */
    static boolean keep(ListTasks query) {
        return query.asOf() == null
                && query.cursor() == null
                && query.filter().overdueAt() == null
                && !query.filter().deleted();
    }

    /** @param read reads the page, after its mark: one that is newer than its mark is used no more, unless the mark comes back */
    TaskPage page(ListTasks query, Supplier<TaskPage> read) {
        String mark = jdbc.query(MARK, row -> row.next() ? row.getString(1) : null, query.ownerId());
        Marked last = pages.getIfPresent(query);
        if (last != null && last.mark.equals(mark)) {
            return last.page;
        }
        TaskPage page = read.get();
        if (mark != null) {
            pages.put(query, new Marked(mark, page));
        }
        return page;
    }

    private static int weight(ListTasks query) {
        return BESIDE_TEXT
                + length(query.filter().text())
                + query.filter().tags().stream().mapToInt(String::length).sum();
    }

    private static int weight(TaskPage page) {
        return page.tasks().stream()
                .mapToInt(task -> BESIDE_TEXT + task.characters())
                .sum();
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
