package behflow.gateway.kernel.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from the jar into the data folder: not into a temporary folder, which systems clean
 * up under a running server. They are unpacked once for each version of them.
 *
 * @param home the folder with {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path home) {

    private static final Logger log = LoggerFactory.getLogger(PostgresBinaries.class);
    private static final String PREFIX = "pgsql-";

    static PostgresBinaries install(DataFolder folder) throws IOException {
        URLConnection archive = archive().openConnection();
        Path home = folder.root().resolve(PREFIX + fingerprint(archive));
        if (!Files.isDirectory(home)) {
            log.info("Unpacking PostgreSQL into {}", home);
            Path unfinished = folder.unfinished();
            unpack(archive, unfinished);
            folder.finish(unfinished, home);
        }
        return new PostgresBinaries(home);
    }

    /** Those of earlier releases; to be called when no process runs from them any more. */
    void removeOthers(DataFolder folder) throws IOException {
        for (Path other : folder.entries(PREFIX)) {
            if (!other.equals(home)) {
                DataFolder.delete(other);
            }
        }
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    /**
     * The programs for this machine.
     *
     * @throws EmbeddedPostgresException where there are none
     */
    static URL archive() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        String name = switch (system.toLowerCase(Locale.ROOT)) {
            case "linux amd64", "linux x86_64" -> "/postgres-linux-x86_64.txz";
            case "linux aarch64", "linux arm64" -> "/postgres-linux-arm_64.txz";
            default ->
                throw new EmbeddedPostgresException(
                        "Behflow brings PostgreSQL along for Linux on amd64 and arm64 only, and this is " + system
                                + ".",
                        EmbeddedPostgresException.USE_EXTERNAL);
        };
        URL archive = PostgresBinaries.class.getResource(name);
        if (archive == null) {
            throw new EmbeddedPostgresException(
                    "This build of Behflow was made without PostgreSQL for " + system + ".",
                    EmbeddedPostgresException.USE_EXTERNAL);
        }
        return archive;
    }

    private static String fingerprint(URLConnection archive) throws IOException {
        return archive instanceof JarURLConnection jar
                ? "%08x".formatted(jar.getJarEntry().getCrc())
                : Long.toString(archive.getContentLengthLong());
    }

    private static void unpack(URLConnection archive, Path home) throws IOException {
        try (InputStream compressed = new BufferedInputStream(archive.getInputStream());
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(compressed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = home.resolve(entry.getName()).normalize();
                if (!target.startsWith(home)) {
                    throw new IOException("An entry of the archive leaves its folder: " + entry.getName());
                }
                if (!isForCompilersOnly(entry.getName())) {
                    unpack(tar, entry, target);
                }
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(executable ? "rwx------" : "rw-------"));
            DataFolder.sync(target);
        }
    }

    private static boolean isForCompilersOnly(String name) {
        return name.endsWith(".a") || name.contains("/pkgconfig/") || name.contains("/include/");
    }
}
