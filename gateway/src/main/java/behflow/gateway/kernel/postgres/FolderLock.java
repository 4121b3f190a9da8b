package behflow.gateway.kernel.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One service for each data folder. The operating system drops the lock with its process, however that ends. */
final class FolderLock implements AutoCloseable {

    /**
     * Those of this process. To open the file once more and close it would give the lock away, as POSIX has it; so that
     * is never done.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws FolderInUseException where a living process holds it, this one included */
    static FolderLock take(DataFolder folder) {
        Path file = folder.lock();
        if (!HELD.add(file)) {
            throw inUse(folder, "this process");
        }
        FolderLock lock = null;
        try {
            lock = take(file);
            if (lock == null) {
                throw inUse(folder, "process " + Files.readString(file).strip());
            }
            return lock;
        } catch (IOException failure) {
            throw new EmbeddedPostgresException(
                    "The data folder " + folder.root() + " can't be locked.",
                    "Use a local file system that is writable for this user as BEHFLOW_DATA_DIR.",
                    failure);
        } finally {
            if (lock == null) {
                HELD.remove(file);
            }
        }
    }

    private static @Nullable FolderLock take(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = channel.tryLock() != null;
            if (taken) {
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            }
            return taken ? new FolderLock(file, channel) : null;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static FolderInUseException inUse(DataFolder folder, String holder) {
        return new FolderInUseException(
                "The data folder " + folder.root() + " is in use by another Behflow (" + holder + ").");
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(file);
        }
    }
}
