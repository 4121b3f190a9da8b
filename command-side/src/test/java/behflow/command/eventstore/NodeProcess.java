package behflow.command.eventstore;

import behflow.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A node with writers in a JVM of its own, to be killed. It tells on its standard output what it tries, ahead of it, and what
 * it was told; what was written there outlives it. On demand it also reads an owner's feed aloud.
 */
final class NodeProcess implements AutoCloseable {

    private static final int WRITERS = 8;

    private enum Word {
        TRIES,
        ACKNOWLEDGED,
        REFUSED,
        SEES,
        SURPRISE
    }

    private final Process jvm;
    private final Thread listener;
    private final Collection<String> surprises;
    private final FeedCursor feed;

    private NodeProcess(Process jvm, Ledger ledger, FeedCursor feed, Collection<String> surprises) {
        this.jvm = jvm;
        this.feed = feed;
        this.surprises = surprises;
        this.listener = new Thread(() -> listen(ledger), "ledger-of-" + jvm.pid());
        listener.start();
    }

    /** What the other JVM runs: address, user and password of the database, seed, the hottest owner. */
    public static void main(String[] arguments) throws Exception {
        EventStoreNode node = new EventStoreNode(
                StoreFixture.pool(arguments[0], arguments[1], arguments[2], 12), List.of(new TestRows()), List.of());
        UUID hottest = UUID.fromString(arguments[4]);
        Load load = new Load(Long.parseLong(arguments[3]), new Telling(), WRITERS, false, hottest, node);
        Thread reader = new Thread(() -> readAloud(node, hottest), "feed");
        reader.setDaemon(true);
        reader.start();
        while (load.surprises.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        load.surprises.forEach(surprise -> System.out.println(Word.SURPRISE + " " + surprise));
    }

    /** Begins when it is told, on standard input, after which position. */
    private static void readAloud(EventStoreNode node, UUID owner) {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String after = orders.readLine();
            if (after != null) {
                FeedCursor.follow(
                        node.eventLog(),
                        owner,
                        Long.parseLong(after),
                        (position, event) -> System.out.println(Word.SEES + " " + position + " " + event));
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            System.out.println(Word.SURPRISE + " " + e);
        }
    }

    private static final class Telling extends Ledger {
        @Override
        void tries(Collection<UUID> events) {
            tell(Word.TRIES, events);
        }

        @Override
        void acknowledged(Collection<UUID> events) {
            tell(Word.ACKNOWLEDGED, events);
        }

        @Override
        void refused(Collection<UUID> events) {
            tell(Word.REFUSED, events);
        }

        private static void tell(Word word, Collection<UUID> events) {
            System.out.println(events.stream().map(UUID::toString).collect(Collectors.joining(" ", word + " ", "")));
            System.out.flush();
        }
    }

    /** @param feed is told what the node sees of the hottest owner's feed, once it is asked to read */
    static NodeProcess start(
            TestDatabase database,
            long seed,
            UUID hottest,
            Ledger ledger,
            FeedCursor feed,
            Collection<String> surprises)
            throws IOException {
        return new NodeProcess(
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx128m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                NodeProcess.class.getName(),
                                database.jdbcUrl(),
                                database.user(),
                                database.password(),
                                Long.toString(seed),
                                hottest.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start(),
                ledger,
                feed,
                surprises);
    }

    /** Lets the node read the feed from where its client is. */
    void readFeed() throws IOException {
        jvm.getOutputStream().write((feed.position() + "\n").getBytes(StandardCharsets.US_ASCII));
        jvm.getOutputStream().flush();
    }

    private void listen(Ledger ledger) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line, ledger);
            }
        } catch (IOException | AssertionError e) {
            surprises.add(e.toString());
        }
    }

    private void hear(String line, Ledger ledger) {
        String[] words = line.split(" ");
        if (words[0].equals(Word.SURPRISE.name())) {
            surprises.add(line);
            return;
        }
        if (Arrays.stream(Word.values()).noneMatch(word -> word.name().equals(words[0]))) {
            return;
        }
        if (words[0].equals(Word.SEES.name())) {
            if (words.length == 3 && words[2].length() == 36) {
                feed.sees(Long.parseLong(words[1]), UUID.fromString(words[2]));
            }
            return;
        }
        // A line that the kill cut off ends in less than an id.
        List<UUID> events = Arrays.stream(words)
                .skip(1)
                .filter(id -> id.length() == 36)
                .map(UUID::fromString)
                .toList();
        switch (Word.valueOf(words[0])) {
            case TRIES -> ledger.tries(events);
            case ACKNOWLEDGED -> ledger.acknowledged(events);
            default -> ledger.refused(events);
        }
    }

    /** SIGKILL; returns when all that it had told is in the ledger. */
    void kill9() throws InterruptedException {
        // By its handle: the process itself would close the stream with what was not yet read.
        jvm.toHandle().destroyForcibly();
        jvm.waitFor();
        listener.join(TimeUnit.SECONDS.toMillis(10));
    }

    @Override
    public void close() throws InterruptedException {
        kill9();
    }
}
