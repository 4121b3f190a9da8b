package behflow.command.audit.proof;

import behflow.api.admin.ConsoleCommand;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.Ids;
import behflow.api.kernel.LogEntry;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code export}: every log as lines of JSON, with all that its proof needs. First a line that says what it is, then for each
 * log its head (signed), with the account that it belongs to, and its entries up to it; last a line that says that nothing is cut
 * off, with the SHA-256 of the lines before. An account is there without its password; no proof covers it. All is as it was at one
 * moment, whatever is written or erased meanwhile.
 */
public final class ExportCommand implements ConsoleCommand {

    private static final int PAGE = 1_000;

    @Override
    public String name() {
        return "export";
    }

    @Override
    public String help() {
        return "write every log, or one (--owner ID), as NDJSON to FILE, which must not exist yet";
    }

    @Override
    public int run(List<String> arguments, Context context) throws SQLException, IOException {
        boolean one = arguments.size() == 3 && arguments.get(0).equals("--owner");
        if (!one && arguments.size() != 1) {
            context.err().println("usage: export [--owner ID] FILE");
            return CANNOT;
        }
        Path file = Path.of(arguments.get(arguments.size() - 1));
        UUID only = one ? Ids.parse(arguments.get(1)).orElse(null) : null;
        if (one && only == null) {
            return noSuchLog(context);
        }
        EventLog log = context.eventLog();
        try (Snapshot snapshot = Snapshot.open(context.dataSource())) {
            Map<UUID, EventLog.Head> logs = heads(snapshot.connection(), only);
            return one && logs.isEmpty()
                    ? noSuchLog(context)
                    : write(file, only, logs, log, snapshot.connection(), context);
        }
    }

    private static int noSuchLog(Context context) {
        context.err().println("export: --owner must be the id of a user who has a log; nothing was written");
        return CANNOT;
    }

    private static int write(
            Path file,
            @Nullable UUID only,
            Map<UUID, EventLog.Head> logs,
            EventLog log,
            Connection connection,
            Context context)
            throws SQLException, IOException {
        Installation installation = Installation.of(context.dataSource());
        long events = 0;
        MessageDigest sum = Sha256.digest();
        // Readable by its owner only, from the first byte on: it holds everybody's tasks.
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (BufferedWriter out =
                Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.TRUNCATE_EXISTING)) {
            ObjectNode format = EntryJson.JSON.createObjectNode();
            format.put("format", "behflow-export/1");
            format.put("installation_id", installation.id().toString());
            format.put("key", installation.verifierKey());
            format.put("exported_at", Instant.now().toString());
            Map<UUID, ObjectNode> accounts = ExportedAccounts.read(connection, only);
            line(out, sum, format.toString());
            for (Map.Entry<UUID, EventLog.Head> owner : logs.entrySet()) {
                EventLog.Head head = owner.getValue();
                ObjectNode node = EntryJson.JSON.createObjectNode();
                node.putObject("head")
                        .put("owner_id", head.ownerId().toString())
                        .put("position", head.position())
                        .put("hash", HexFormat.of().formatHex(head.hash()))
                        .put("note", installation.sign(head.ownerId(), head.position(), head.hash()));
                ObjectNode account = accounts.get(head.ownerId());
                if (account != null) {
                    node.set("account", account);
                }
                line(out, sum, node.toString());
                for (long position = 0; position < head.position(); ) {
                    List<LogEntry> page = log.readEntries(connection, head.ownerId(), position, head.position(), PAGE);
                    if (page.isEmpty()) {
                        context.err()
                                .println("The log of " + head.ownerId() + " ends ahead of its head: run verify-log");
                        return FOUND;
                    }
                    for (LogEntry entry : page) {
                        line(out, sum, EntryJson.write(entry));
                    }
                    position = page.get(page.size() - 1).position();
                    events += page.size();
                }
            }
            String hash = HexFormat.of().formatHex(sum.digest());
            line(out, sum, "{\"end\":true,\"events\":" + events + ",\"sha256\":\"" + hash + "\"}");
        }
        context.out().printf("exported %,d events to %s%n", events, file);
        return FINE;
    }

    private static void line(BufferedWriter out, MessageDigest sum, String text) throws IOException {
        out.write(text);
        out.write('\n');
        sum.update((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Map<UUID, EventLog.Head> heads(Connection connection, @Nullable UUID only) throws SQLException {
        Map<UUID, EventLog.Head> heads = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "select owner_id, position, hash from eventstore.log_head where ?::uuid is null or owner_id = ?"
                        + " order by owner_id")) {
            statement.setObject(1, only);
            statement.setObject(2, only);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    UUID owner = row.getObject(1, UUID.class);
                    heads.put(owner, new EventLog.Head(owner, row.getLong(2), row.getBytes(3)));
                }
            }
        }
        return heads;
    }
}
