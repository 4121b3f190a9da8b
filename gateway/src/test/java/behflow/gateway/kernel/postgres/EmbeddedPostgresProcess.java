package behflow.gateway.kernel.postgres;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A JVM of its own that runs the embedded PostgreSQL until it is killed. */
final class EmbeddedPostgresProcess implements AutoCloseable {

    private static final String READY = "ready ";

    private final Process jvm;
    private final long postmaster;

    private EmbeddedPostgresProcess(Process jvm, long postmaster) {
        this.jvm = jvm;
        this.postmaster = postmaster;
    }

    /** What the other JVM runs. */
    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedPostgres server = EmbeddedPostgres.start(Path.of(arguments[0]));
        System.out.println(READY + server.pid());
        Thread.sleep(120_000);
    }

    static EmbeddedPostgresProcess start(Path folder) throws IOException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path").replace("\n", File.pathSeparator),
                        EmbeddedPostgresProcess.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(READY)) {
                return new EmbeddedPostgresProcess(jvm, Long.parseLong(line.substring(READY.length())));
            }
        }
        throw new IOException("The other JVM ended.");
    }

    long pid() {
        return jvm.pid();
    }

    long postmaster() {
        return postmaster;
    }

    void kill9() throws InterruptedException {
        jvm.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        jvm.destroyForcibly();
    }
}
