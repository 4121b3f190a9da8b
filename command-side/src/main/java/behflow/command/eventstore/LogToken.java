package behflow.command.eventstore;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.OptionalLong;
import org.axonframework.eventhandling.TrackingToken;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of all owners' events: the transaction that stored the event and the event's number in it.
 *
 * @param tx  transaction id plus the installation's offset
 * @param idx order within the transaction
 */
public record LogToken(
        @JsonProperty("tx") long tx, @JsonProperty("idx") int idx) implements TrackingToken, Comparable<LogToken> {

    /** Ahead of every event. */
    public static final LogToken START = new LogToken(0, -1);

    private static final Comparator<LogToken> ORDER =
            Comparator.comparingLong(LogToken::tx).thenComparingInt(LogToken::idx);

    @JsonCreator
    public LogToken {}

    /** The place that a token of this store stands for, whatever Axon wrapped it in; {@link #START} for null. */
    public static LogToken of(@Nullable TrackingToken token) {
        if (token == null) {
            return START;
        }
        return org.axonframework.eventhandling.WrappedToken.unwrap(token, LogToken.class)
                .orElseThrow(() -> new IllegalArgumentException("Not a token of this store: " + token));
    }

    @Override
    public int compareTo(LogToken other) {
        return ORDER.compare(this, other);
    }

    @Override
    public LogToken lowerBound(TrackingToken other) {
        LogToken that = of(other);
        return compareTo(that) <= 0 ? this : that;
    }

    @Override
    public LogToken upperBound(TrackingToken other) {
        LogToken that = of(other);
        return compareTo(that) >= 0 ? this : that;
    }

    @Override
    public boolean covers(@Nullable TrackingToken other) {
        return other == null || compareTo(of(other)) >= 0;
    }

    /** For display: rises with the log, in steps of any size. */
    @Override
    public OptionalLong position() {
        return OptionalLong.of(tx);
    }
}
