package behflow;

import behflow.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.test.util.ReflectionTestUtils;

/** One more node of the service over a test's database: in this JVM, or in one of its own that can be killed. */
public final class Node implements AutoCloseable {

    private static final String READY = "Behflow is ready at ";

    private final String baseUrl;
    private final AutoCloseable end;

    private Node(String baseUrl, AutoCloseable end) {
        this.baseUrl = baseUrl;
        this.end = end;
    }

    /** Under which it takes runs of processes; of nodes in this JVM only. */
    public UUID identity() {
        return (UUID)
                Objects.requireNonNull(ReflectionTestUtils.getField(context().getBean("runWorkers"), "node"));
    }

    /** Under which Quartz knows it; of nodes in this JVM only. */
    public String schedulerId() {
        try {
            return context().getBean(Scheduler.class).getSchedulerInstanceId();
        } catch (SchedulerException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Leaves all that time starts to other nodes, and goes on carrying out runs; of nodes in this JVM only. */
    public void leaveTimeToOthers() {
        try {
            context().getBean(Scheduler.class).standby();
        } catch (SchedulerException e) {
            throw new IllegalStateException(e);
        }
        context().getBean("clockwork", SmartLifecycle.class).stop();
    }

    /** Takes part again. */
    public void heedTime() {
        SmartLifecycle clockwork = context().getBean("clockwork", SmartLifecycle.class);
        if (!clockwork.isRunning()) {
            clockwork.start();
        }
        try {
            context().getBean(Scheduler.class).start();
        } catch (SchedulerException e) {
            throw new IllegalStateException(e);
        }
    }

    private ConfigurableApplicationContext context() {
        return (ConfigurableApplicationContext) end;
    }

    /** @param properties for example {@code behflow.processes.lease=3s} */
    public static Node here(TestDatabase database, String... properties) {
        ConfigurableApplicationContext context =
                new SpringApplicationBuilder(BehflowApplication.class).run(arguments(database, properties));
        return new Node("http://localhost:" + context.getEnvironment().getProperty("local.server.port"), context);
    }

    public static Node ofItsOwn(TestDatabase database, String... properties) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path").replace("\n", File.pathSeparator),
                BehflowApplication.class.getName()));
        command.addAll(List.of(arguments(database, properties)));
        try {
            Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
            Runtime.getRuntime().addShutdownHook(new Thread(jvm::destroyForcibly));
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder said = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.append(line).append('\n');
                int ready = line.indexOf(READY);
                if (ready >= 0) {
                    drain(output);
                    return new Node(
                            line.substring(ready + READY.length()).strip(),
                            () -> jvm.destroyForcibly().waitFor());
                }
            }
            throw new AssertionError("The node did not start:\n" + said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String baseUrl() {
        return baseUrl;
    }

    /** Ends it: with its JVM at once, as {@code kill -9} does, or in good order where it is in this one. */
    @Override
    public void close() {
        try {
            end.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void drain(BufferedReader output) {
        Thread reader = new Thread(() -> output.lines().forEach(line -> {}), "node-output");
        reader.setDaemon(true);
        reader.start();
    }

    private static String[] arguments(TestDatabase database, String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                // Quartz keeps data sources for the whole JVM under this name, and nodes over another database may be
                // in it.
                "--spring.quartz.properties.org.quartz.scheduler.instanceName=" + database.name(),
                "--spring.datasource.hikari.maximum-pool-size=12"));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        return arguments.toArray(String[]::new);
    }
}
