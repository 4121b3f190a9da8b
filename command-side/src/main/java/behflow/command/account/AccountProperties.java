package behflow.command.account;

import behflow.api.account.AccountRules;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param admins       usernames of administrators, beside the first account
 * @param registration open or closed
 * @param tokenIdle    how long an unused token stays valid, at least
 */
@ConfigurationProperties("behflow")
record AccountProperties(
        @DefaultValue("") List<String> admins,
        @DefaultValue("open") String registration,
        @DefaultValue("24h") Duration tokenIdle) {

    AccountProperties {
        if (!Set.of("open", "closed").contains(registration)) {
            throw new IllegalArgumentException("BEHFLOW_REGISTRATION must be open or closed, not " + registration);
        }
    }

    boolean closed() {
        return registration.equals("closed");
    }

    Set<String> adminKeys() {
        return AccountRules.usernameKeys(admins);
    }

    /** Uses within this time after the last one that was written down are not written down. */
    Duration touchInterval() {
        return Duration.ofMillis(Math.min(60_000, tokenIdle.toMillis() / 10));
    }

    /** How long after its last use that was written down a token may still be within its idle time. */
    Duration tokenLife() {
        return tokenIdle.plus(touchInterval());
    }
}
