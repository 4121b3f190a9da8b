package behflow.command.following;

import behflow.api.admin.DeadLetters;
import behflow.api.admin.Followers;
import behflow.api.admin.Projections.Status;
import behflow.command.eventstore.LogToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@link Followers} by the stored tokens: a follower is as far as its slowest segment. */
final class FollowerStatus implements Followers {

    private final JdbcClient jdbc;
    private final Serializer serializer;
    private final Following following;
    private final Supplier<EventProcessingConfiguration> processing;
    private final DeadLetters letters;

    FollowerStatus(
            JdbcClient jdbc,
            Serializer serializer,
            Following following,
            Supplier<EventProcessingConfiguration> processing,
            DeadLetters letters) {
        this.jdbc = jdbc;
        this.serializer = serializer;
        this.following = following;
        this.processing = processing;
        this.letters = letters;
    }

    @Override
    public List<Status> list() {
        Map<String, LogToken> places = places();
        Map<String, Long> dead = letters.counts();
        long head = jdbc.sql("select coalesce(sum(position), 0) from eventstore.log_head")
                .query(Long.class)
                .single();
        List<Status> all = new ArrayList<>();
        for (String name : following.names()) {
            LogToken place = places.getOrDefault(name, LogToken.START);
            long lag = Math.min(head, behind(place));
            all.add(new Status(name, "async", state(name), head - lag, head, lag, dead.getOrDefault(name, 0L), null));
        }
        return all;
    }

    private Map<String, LogToken> places() {
        Map<String, LogToken> places = new HashMap<>();
        jdbc.sql("select processor_name, token, token_type from eventstore.token_entry where token is not null")
                .query(row -> {
                    TrackingToken token = serializer.deserialize(
                            new SimpleSerializedObject<>(row.getBytes(2), byte[].class, row.getString(3), null));
                    if (following.names().contains(row.getString(1))) {
                        places.merge(row.getString(1), LogToken.of(token), LogToken::lowerBound);
                    }
                });
        return places;
    }

    private long behind(LogToken place) {
        return jdbc.sql("select count(*) from eventstore.event where (tx, idx) > (?, ?)")
                .param(place.tx())
                .param(place.idx())
                .query(Long.class)
                .single();
    }

    private String state(String name) {
        return processing
                .get()
                .eventProcessor(name, StreamingEventProcessor.class)
                .map(processor -> processor.isError()
                                || processor.processingStatus().values().stream()
                                        .anyMatch(segment -> segment.isErrorState())
                        ? "failing"
                        : processor.isRunning() ? "live" : "stopped")
                .orElse("stopped");
    }
}
