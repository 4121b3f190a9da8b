package behflow.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.ConsoleRun;
import behflow.HttpApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What holds for any history, seen from outside: users send random commands and note what the API answers after each; then the
 * past must be what it was then. Again with its seed: {@code -Dbehflow.seed=N}; longer: {@code -Dbehflow.commands=N}.
 */
class RandomHistoryIT extends BehflowIT {

    private static final int USERS = 2;
    private static final int COMMANDS = Integer.getInteger("behflow.commands", 32);

    @Test
    void givenRandomCommands_whenThePastIsAsked_thenItIsWhatWasObservedThen() throws Exception {
        long seed = Objects.requireNonNullElseGet(Long.getLong("behflow.seed"), System::nanoTime);
        System.out.println("Seed of the histories: " + seed);
        HttpApi stranger = HttpApi.newUser(baseUrl());
        List<RandomUser> users = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            users.add(new RandomUser(HttpApi.newUser(baseUrl()), stranger, new Random(seed + i)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(USERS);
        try {
            List<CompletableFuture<Void>> histories = users.stream()
                    .map(user -> CompletableFuture.runAsync(() -> liveAndLookBack(user), threads))
                    .toList();
            for (CompletableFuture<Void> history : histories) {
                history.get(120, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(stranger.get("/api/v1/events").json().at("/events").findValuesAsString("type"))
                .as("who may not write leaves no trace")
                .allMatch(type -> type.startsWith("account."));
        assertThat(ConsoleRun.of(database(), "verify").out()).contains("0 rows differ");
        // The second drops the table that the service's sessions have known.
        for (int i = 0; i < 2; i++) {
            assertThat(ConsoleRun.of(database(), "rebuild", "task_view").exitCode())
                    .isZero();
        }
        users.forEach(user -> user.past().assertPresentIsTheLastObserved());
    }

    private static void liveAndLookBack(RandomUser user) {
        for (int i = 0; i < COMMANDS; i++) {
            user.act();
        }
        ObservedPast past = user.past();
        past.assertListsAsOfEveryPosition();
        past.assertListsAsOfEveryInstant();
        past.assertVersionsAndTheirHistory();
        past.assertChangesExplainTheDifferences(new Random(COMMANDS), COMMANDS);
    }
}
