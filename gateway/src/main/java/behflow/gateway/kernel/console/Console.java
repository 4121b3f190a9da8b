package behflow.gateway.kernel.console;

import behflow.api.admin.ConsoleCommand;
import behflow.api.kernel.EventLog;
import behflow.api.kernel.EventLogs;
import behflow.gateway.kernel.postgres.CommandDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.StandardEnvironment;

/** Runs a command of the jar instead of the service, where the first argument names one. */
public final class Console {

    private Console() {}

    /**
     * @return the exit code; empty where the service is meant: no argument, or an option
     */
    public static Optional<Integer> run(String[] arguments, PrintStream out, PrintStream err) {
        if (arguments.length == 0 || arguments[0].startsWith("--") && !arguments[0].equals("--help")) {
            return Optional.empty();
        }
        List<ConsoleCommand> commands = ServiceLoader.load(ConsoleCommand.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(ConsoleCommand::name))
                .toList();
        Optional<ConsoleCommand> command =
                commands.stream().filter(c -> c.name().equals(arguments[0])).findFirst();
        if (command.isEmpty()) {
            boolean help = arguments[0].equals("--help") || arguments[0].equals("help");
            (help ? out : err).print(usage(commands));
            return Optional.of(help ? ConsoleCommand.FINE : ConsoleCommand.CANNOT);
        }
        // What a command prints is its result and its progress: no word of connections.
        LoggingSystem.get(Console.class.getClassLoader()).setLogLevel("com.zaxxer.hikari", LogLevel.WARN);
        try (Context context = new Context(out, err)) {
            return Optional.of(command.get().run(Arrays.asList(arguments).subList(1, arguments.length), context));
        } catch (SQLException | IOException | RuntimeException e) {
            err.println(arguments[0] + ": " + sentence(e));
            return Optional.of(ConsoleCommand.CANNOT);
        }
    }

    /** Of trouble with a file the message is often its path alone. */
    private static String sentence(Exception e) {
        String message = e.getMessage();
        if (message == null) {
            return e.toString();
        }
        if (!(e instanceof FileSystemException file) || file.getReason() != null) {
            return message;
        }
        return message + ": "
                + (e instanceof NoSuchFileException
                        ? "there is no such file"
                        : e instanceof FileAlreadyExistsException
                                ? "it is there already"
                                : e instanceof AccessDeniedException
                                        ? "this user has no access to it"
                                        : e.getClass().getSimpleName());
    }

    private static String usage(List<ConsoleCommand> commands) {
        return "usage: java -jar behflow.jar            run the service\n"
                + "       java -jar behflow.jar COMMAND …  run a command beside it\n\n"
                + commands.stream()
                        .map(c -> "  %-12s %s\n".formatted(c.name(), c.help()))
                        .collect(Collectors.joining());
    }

    private static final class Context implements ConsoleCommand.Context, AutoCloseable {
        private final PrintStream out;
        private final PrintStream err;
        private @Nullable CommandDatabase database;
        private @Nullable EventLogs logs;
        private @Nullable EventLog log;

        Context(PrintStream out, PrintStream err) {
            this.out = out;
            this.err = err;
        }

        @Override
        public DataSource dataSource() {
            if (database == null) {
                database = CommandDatabase.open(environment());
            }
            return database.dataSource();
        }

        @Override
        public List<String> admins() {
            StandardEnvironment environment = environment();
            ConfigurationPropertySources.attach(environment);
            return Binder.get(environment)
                    .bind("behflow.admins", Bindable.listOf(String.class))
                    .orElse(List.of());
        }

        private static StandardEnvironment environment() {
            StandardEnvironment environment = new StandardEnvironment();
            // As the service: also its files, as config/application.yml.
            ConfigDataEnvironmentPostProcessor.applyTo(environment);
            return environment;
        }

        @Override
        public EventLog eventLog() {
            if (log == null) {
                DataSource source = dataSource();
                logs = ServiceLoader.load(EventLogs.class)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("This jar has no event store"));
                log = logs.open(source);
            }
            return log;
        }

        @Override
        public PrintStream out() {
            return out;
        }

        @Override
        public PrintStream err() {
            return err;
        }

        @Override
        public void close() {
            if (logs != null) {
                logs.close();
            }
            if (database != null) {
                database.close();
            }
        }
    }
}
