package behflow.command.audit.proof;

import behflow.api.account.AccountRules;
import behflow.api.admin.ConsoleCommand;
import behflow.api.admin.event.InstallationRestored;
import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.InlineProjections;
import behflow.command.account.FreshPassword;
import behflow.command.eventstore.EventStoreNode;
import behflow.command.eventstore.LogRestorer;
import behflow.command.eventstore.RevisionUpcaster;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code restore}: an export into an empty installation, with the same logs, hashes and projections. What no export holds stays
 * lost: passwords, sessions, and the key that signed the heads; the installation has an id and a key of its own, and says in its
 * log that it was restored.
 */
public final class RestoreCommand implements ConsoleCommand {

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String help() {
        return "restore an export (FILE) into an empty installation";
    }

    @Override
    public int run(List<String> arguments, Context context) throws SQLException, IOException {
        if (arguments.size() != 1) {
            context.err().println("usage: restore FILE");
            return CANNOT;
        }
        Path file = Path.of(arguments.get(0));
        ExportVerification verified = ExportVerification.of(file, null);
        if (!verified.fine()) {
            verified.logs().stream()
                    .filter(log -> log.wrong() != null)
                    .forEach(log -> context.out().println("WRONG: log " + log.owner() + ": " + log.wrong()));
            if (verified.wrong() != null) {
                context.out().println("WRONG: " + verified.wrong());
            }
            context.err().println("Nothing was restored: the export does not verify");
            return FOUND;
        }
        DataSource dataSource = context.dataSource();
        migrate(dataSource);
        List<InlineProjection<?>> projections = ServiceLoader.load(InlineProjections.class).stream()
                .flatMap(provider -> provider.get().all().stream())
                .toList();
        FreshPassword administrators = FreshPassword.make();
        // Of the others nobody is told: until an administrator gives them one, no password is theirs.
        Export export = new Export(
                file,
                AccountRules.usernameKeys(context.admins()),
                administrators.hash(),
                FreshPassword.make().hash());
        try (EventStoreNode node = new EventStoreNode(dataSource, projections, RevisionUpcaster.all())) {
            node.restorer().restore(export, InstallationRestored.subject(), export::note);
        }
        context.out()
                .printf(
                        "restored %,d events of %,d logs and %,d accounts%n",
                        export.events, export.logs, export.accounts);
        if (export.promoted != null) {
            context.out()
                    .println("No active account was an administrator's, nor is one named in BEHFLOW_ADMINS: "
                            + export.promoted + ", the first that was registered, is one from now on");
        }
        if (export.accounts > 0 && export.administrators.isEmpty()) {
            context.out().println("No account is active: nobody can log in");
        } else if (export.accounts > 0) {
            context.out()
                    .println("Passwords are not in an export. The administrators "
                            + String.join(", ", export.administrators)
                            + " log in with " + administrators.password()
                            + " and change it at once; they give the others new ones (PUT /api/v1/admin/users/{id})");
        }
        return FINE;
    }

    /** As a start of the service would. */
    private static void migrate(DataSource dataSource) {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration/command", "classpath:db/migration/query")
                .outOfOrder(true)
                .cleanDisabled(true);
        configuration
                .getPluginRegister()
                .getExact(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        configuration.load().migrate();
    }

    /** The file, read again when it has proved itself. */
    private static final class Export implements LogRestorer.Source {
        private final Path file;
        /** Keys of the names that the operator lists. */
        private final Set<String> named;

        private final String forAdministrators;
        private final String forOthers;
        /** Those who can act as such: their accounts are active. */
        private final List<String> administrators = new ArrayList<>();

        private @Nullable String promoted;
        private long accounts;
        private UUID installation = new UUID(0, 0);
        private Instant exportedAt = Instant.EPOCH;
        private long logs;
        private long events;

        Export(Path file, Set<String> named, String forAdministrators, String forOthers) {
            this.file = file;
            this.named = named;
            this.forAdministrators = forAdministrators;
            this.forOthers = forOthers;
        }

        InstallationRestored note(long restoredLogs, long restoredEvents) {
            logs = restoredLogs;
            events = restoredEvents;
            return new InstallationRestored(installation, exportedAt, restoredLogs, restoredEvents);
        }

        @Override
        public void writeTo(LogRestorer.Restoring restoring) throws SQLException, IOException {
            try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    JsonNode node = EntryJson.JSON.readTree(line);
                    if (node.has("format")) {
                        installation =
                                UUID.fromString(node.path("installation_id").asString());
                        exportedAt = Instant.parse(node.path("exported_at").asString());
                    } else if (node.has("head")) {
                        account(restoring, node.path("account"));
                    } else if (!node.has("end")) {
                        restoring.entry(EntryJson.read(node));
                    }
                }
            }
            if (accounts > 0 && administrators.isEmpty()) {
                // The first account of an installation is its administrator.
                ExportedAccounts.promoteFirst(restoring.connection(), forAdministrators)
                        .ifPresent(username -> {
                            promoted = username;
                            administrators.add(username);
                        });
            }
        }

        private void account(LogRestorer.Restoring restoring, JsonNode account) throws SQLException {
            if (account.isObject()) {
                String username = account.path("username").asString();
                boolean admin = account.path("active").asBoolean()
                        && (account.path("admin").asBoolean() || named.contains(AccountRules.usernameKey(username)));
                ExportedAccounts.restore(restoring.connection(), account, admin ? forAdministrators : forOthers);
                accounts++;
                if (admin) {
                    administrators.add(username);
                }
            }
        }
    }
}
