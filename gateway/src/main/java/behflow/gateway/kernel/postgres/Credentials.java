package behflow.gateway.kernel.postgres;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * What {@code postgres.properties} holds: generated passwords and the port of the last run.
 *
 * @param port 0 where none was chosen yet
 */
record Credentials(String password, String superuserPassword, int port) {

    /** The application's role and the name of its database. */
    static final String ROLE = "behflow";

    /** PostgreSQL's superuser: sets the role up and probes the server; the application never works as it. */
    static final String SUPERUSER = "postgres";

    static Credentials generate() {
        return new Credentials(random(), random(), 0);
    }

    static Optional<Credentials> read(DataFolder folder) throws IOException {
        if (!Files.exists(folder.addressFile())) {
            return Optional.empty();
        }
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.addressFile())) {
            file.load(reader);
        }
        String password = file.getProperty("password");
        String superuserPassword = file.getProperty("superuser.password");
        if (password == null || superuserPassword == null) {
            return Optional.empty();
        }
        return Optional.of(
                new Credentials(password, superuserPassword, Integer.parseInt(file.getProperty("port", "0"))));
    }

    Credentials withPort(int chosen) {
        return new Credentials(password, superuserPassword, chosen);
    }

    /** The file is for its owner from its first byte, and replaces the one before at once. */
    void write(DataFolder folder) throws IOException {
        Path place = folder.addressFile();
        Path unfinished = folder.root().resolve(place.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try (FileChannel channel = FileChannel.open(
                        unfinished,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8)) {
            writer.write(
                    "# The embedded PostgreSQL of this folder; for this file's owner only. Written at each start.\n"
                            + "url=" + application().url() + "\n"
                            + "username=" + ROLE + "\n"
                            + "password=" + password + "\n"
                            + "port=" + port + "\n"
                            + "superuser.username=" + SUPERUSER + "\n"
                            + "superuser.password=" + superuserPassword + "\n");
            writer.flush();
            channel.force(true);
        }
        Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
        DataFolder.sync(folder.root());
    }

    PostgresAddress application() {
        return new PostgresAddress(url(ROLE), ROLE, password);
    }

    PostgresAddress superuser() {
        return new PostgresAddress(url("postgres"), SUPERUSER, superuserPassword);
    }

    /** The driver gives its password to nobody who doesn't prove to know it (SCRAM), whoever listens on the port. */
    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?requireAuth=scram-sha-256";
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Without the passwords. */
    @Override
    public String toString() {
        return "port " + port;
    }
}
