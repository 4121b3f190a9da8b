package behflow.command.following;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the log is followed.
 *
 * @param segments   into how many parts the owners are split when a follower starts for the first time: so many of its
 *                   batches can be handled at once, over all nodes. Each part costs a transaction for every step along the
 *                   log, also where none of its owners wrote
 * @param batchSize  how many events share a transaction
 * @param threads    how many batches this node handles at once, of all followers together
 * @param retryEvery how often dead letters are looked at; one that has failed n times waits 2ⁿ⁻¹ times as long, an hour at most
 */
@ConfigurationProperties("behflow.followers")
public record FollowingSettings(
        @DefaultValue("1") int segments,
        @DefaultValue("500") int batchSize,
        @DefaultValue("4") int threads,
        @DefaultValue("30s") Duration retryEvery) {}
