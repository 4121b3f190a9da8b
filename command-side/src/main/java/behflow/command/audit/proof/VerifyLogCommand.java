package behflow.command.audit.proof;

import behflow.api.admin.ConsoleCommand;
import behflow.api.kernel.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * {@code verify-log}: over the database, all logs and the columns beside what is hashed; or over an export, without database
 * and network, optionally against a signed head that someone has kept.
 */
public final class VerifyLogCommand implements ConsoleCommand {

    private static final int PAGE = 2_000;
    /** Each holds a session, of the six that there are. */
    private static final int WORKERS = Math.min(5, Runtime.getRuntime().availableProcessors());

    private static final String USAGE = "usage: verify-log [--export FILE [--head NOTE_FILE --key VERIFIER_KEY]]";

    @Override
    public String name() {
        return "verify-log";
    }

    @Override
    public String help() {
        return "verify every log of the database, or an export (--export FILE [--head NOTE_FILE --key KEY])";
    }

    @Override
    public int run(List<String> arguments, Context context) throws SQLException, IOException {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            if (!List.of("--export", "--head", "--key").contains(arguments.get(i)) || i + 1 == arguments.size()) {
                context.err().println(USAGE);
                return CANNOT;
            }
            options.put(arguments.get(i), arguments.get(i + 1));
        }
        String export = options.get("--export");
        if (export == null) {
            if (!options.isEmpty()) {
                context.err().println(USAGE);
                return CANNOT;
            }
            return database(context);
        }
        if (options.containsKey("--head") != options.containsKey("--key")) {
            context.err().println("A head can only be trusted by a key: give both --head and --key");
            return CANNOT;
        }
        SignedNote.Head head = null;
        if (options.containsKey("--head")) {
            Optional<SignedNote.Head> verified =
                    SignedNote.verify(Files.readString(Path.of(options.get("--head"))), options.get("--key"));
            if (verified.isEmpty()) {
                context.out().println("WRONG: the head is not signed by that key");
                return FOUND;
            }
            head = verified.get();
        }
        return export(Path.of(export), head, context);
    }

    private static int database(Context context) throws SQLException {
        EventLog log = context.eventLog();
        DataSource dataSource = context.dataSource();
        Map<UUID, Long> heads = new LinkedHashMap<>();
        Map<UUID, byte[]> hashes = new LinkedHashMap<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select o.owner_id, coalesce(h.position, 0), h.hash from"
                        + " (select owner_id from eventstore.log_head union select distinct owner_id from eventstore.event) o"
                        + " left join eventstore.log_head h using (owner_id) order by 1")) {
            while (row.next()) {
                heads.put(row.getObject(1, UUID.class), row.getLong(2));
                hashes.put(row.getObject(1, UUID.class), row.getBytes(3) == null ? new byte[32] : row.getBytes(3));
            }
        }
        AtomicLong done = new AtomicLong();
        long started = System.nanoTime();
        Queue<UUID> owners = new ConcurrentLinkedQueue<>(heads.keySet());
        Map<UUID, LogVerifier.Result> results = new ConcurrentHashMap<>();
        Callable<Void> work = () -> {
            try (Snapshot snapshot = Snapshot.open(dataSource)) {
                for (UUID owner = owners.poll(); owner != null; owner = owners.poll()) {
                    results.put(
                            owner,
                            verify(log, snapshot.connection(), owner, heads.get(owner), hashes.get(owner), done));
                    snapshot.renew();
                }
            }
            return null;
        };
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            for (Future<Void> worker : workers.invokeAll(Collections.nCopies(WORKERS, work))) {
                worker.get();
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            return report(heads.keySet().stream().map(results::get).toList(), done.get(), seconds, context);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The verification was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The log could not be read", e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    /** All pages of one state: an erasure between two would be in the later ones only. */
    private static LogVerifier.Result verify(
            EventLog log, Connection connection, UUID owner, long head, byte[] headHash, AtomicLong done)
            throws SQLException {
        LogVerifier verifier = new LogVerifier(owner);
        verifier.expect(head, headHash);
        long position = 0;
        while (true) {
            List<EventLog.Row> page = log.readRows(connection, owner, position, Long.MAX_VALUE, PAGE);
            for (EventLog.Row row : page) {
                if (!verifier.next(row)) {
                    return verifier.finish();
                }
            }
            done.addAndGet(page.size());
            if (page.size() < PAGE) {
                return verifier.finish();
            }
            position = page.get(page.size() - 1).entry().position();
        }
    }

    private static int export(Path file, SignedNote.@Nullable Head known, Context context) throws IOException {
        long started = System.nanoTime();
        ExportVerification verified = ExportVerification.of(file, known);
        int result = report(verified.logs(), verified.lines(), (System.nanoTime() - started) / 1e9, context);
        if (verified.wrong() != null) {
            context.out().println("WRONG: " + verified.wrong());
            return FOUND;
        }
        return result;
    }

    private static int report(List<LogVerifier.Result> results, long read, double seconds, Context context) {
        long events = 0;
        boolean fine = true;
        for (LogVerifier.Result result : results) {
            events += result.position();
            if (result.wrong() != null) {
                fine = false;
                context.out().println("WRONG: log " + result.owner() + ": " + result.wrong());
            }
            for (String erasure : result.erased()) {
                context.out().println("log " + result.owner() + ": positions " + erasure);
            }
        }
        context.out()
                .printf(
                        "%s %,d events of %,d logs in %.1f s%n",
                        fine ? "verified" : "read", Math.max(events, fine ? 0 : read), results.size(), seconds);
        return fine ? FINE : FOUND;
    }
}
