package behflow.gateway.kernel.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything of the embedded PostgreSQL, and where each thing lies in it.
 *
 * @param root absolute, without links
 */
record DataFolder(Path root) {

    /** Work that was not finished carries this prefix and is thrown away by the next start. */
    private static final String UNFINISHED = ".unfinished-";

    /** Opens the folder and makes it, for its owner only, where it is missing. */
    static DataFolder open(Path path) {
        try {
            Path absolute = path.toAbsolutePath().normalize();
            if (!Files.isDirectory(absolute)) {
                if (absolute.getParent() != null) {
                    Files.createDirectories(absolute.getParent());
                }
                Files.createDirectory(
                        absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return new DataFolder(absolute.toRealPath());
        } catch (IOException failure) {
            throw new EmbeddedPostgresException(
                    "The data folder " + path.toAbsolutePath().normalize() + " can't be made or opened: "
                            + failure.getClass().getSimpleName() + ".",
                    "Make it writable for this user, or set BEHFLOW_DATA_DIR to another folder.",
                    failure);
        }
    }

    Path lock() {
        return root.resolve("behflow.lock");
    }

    Path addressFile() {
        return root.resolve("postgres.properties");
    }

    Path cluster() {
        return root.resolve("postgres");
    }

    Path logs() {
        return root.resolve("log");
    }

    /** What PostgreSQL says before its own log begins: the reason where it does not start. */
    Path startLog() {
        return logs().resolve("start.log");
    }

    /** What it says after that, in a file for each day of the week (UTC), as {@link Cluster#configure} names it. */
    Path serverLog(DayOfWeek day) {
        return logs().resolve("postgresql-" + day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH) + ".log");
    }

    /** A new folder for work that {@link #finish} puts in its place when it is complete. */
    Path unfinished() throws IOException {
        return Files.createTempDirectory(root, UNFINISHED);
    }

    /** Puts finished work in its place at once and durably: after a power cut it is there whole or not at all. */
    void finish(Path unfinished, Path place) throws IOException {
        Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
        sync(root);
    }

    void removeUnfinished() throws IOException {
        for (Path left : entries(UNFINISHED)) {
            delete(left);
        }
    }

    List<Path> entries(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    static void sync(Path fileOrFolder) throws IOException {
        try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
