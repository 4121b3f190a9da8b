package behflow.gateway.kernel.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How PostgreSQL's programs are started here.
 *
 * <p>In a session of their own, so that Ctrl-C in a terminal reaches the service alone, which then stops PostgreSQL
 * after its last request. And in a user namespace where the service is root or has no entry in the system's list of
 * users, because PostgreSQL refuses to run as either.
 */
final class Launcher {

    private final List<String> prefix;

    private Launcher(List<String> prefix) {
        this.prefix = prefix;
    }

    /** @throws EmbeddedPostgresException for these two where the system grants no user namespaces */
    static Launcher detect() throws IOException {
        List<String> prefix = new ArrayList<>();
        if (succeeds("command -v setsid")) {
            prefix.add("setsid");
        }
        boolean root = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        if (root || !succeeds("id -un")) {
            if (!succeeds("unshare -U true")) {
                throw new EmbeddedPostgresException(
                        "PostgreSQL does not run as " + (root ? "root" : "a user without a name")
                                + ", and this system doesn't let it run in a user namespace.",
                        "Start Behflow as another user. Or else: " + EmbeddedPostgresException.USE_EXTERNAL);
            }
            prefix.addAll(List.of("unshare", "-U"));
        }
        return new Launcher(List.copyOf(prefix));
    }

    /** The process of the result is the program itself: the prefixes replace themselves by it. */
    ProcessBuilder command(Path program, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /** Sends a signal by the shell's own command, which every system has. */
    static void signal(String name, long pid) throws IOException {
        succeeds("kill -" + name + " " + pid);
    }

    private static boolean succeeds(String shellCommand) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", shellCommand)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return await(process, 10) && process.exitValue() == 0;
    }

    /** Waits without giving way to interrupts, which would leave a server behind; false where it takes longer. */
    static boolean await(Process process, long seconds) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            while (true) {
                try {
                    return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException tooEarly) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
