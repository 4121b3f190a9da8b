package behflow.gateway.kernel.postgres;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Where a PostgreSQL answers, as the application's role.
 *
 * @param url a JDBC URL without user and password
 */
public record PostgresAddress(String url, String username, String password) {

    /**
     * The address of the embedded PostgreSQL of a data folder, as its service left it for whoever may read the file.
     *
     * @throws EmbeddedPostgresException where the folder has none, or is someone else's
     */
    public static PostgresAddress read(Path dataFolder) {
        Path file = new DataFolder(dataFolder.toAbsolutePath().normalize()).addressFile();
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException failure) {
            throw new EmbeddedPostgresException(
                    "The address of the embedded PostgreSQL can't be read from " + file + ".",
                    "Run the command as the user who runs Behflow, with the same BEHFLOW_DATA_DIR.",
                    failure);
        }
        return new PostgresAddress(
                properties.getProperty("url", ""),
                properties.getProperty("username", ""),
                properties.getProperty("password", ""));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return username + " at " + url;
    }
}
