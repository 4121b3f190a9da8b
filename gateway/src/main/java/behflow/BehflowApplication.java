package behflow;

import behflow.gateway.kernel.console.Console;
import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The executable jar: the whole of Behflow on one machine, or one node of several over one PostgreSQL. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class BehflowApplication {

    public static void main(String[] arguments) {
        // Digits and separators in messages are the same wherever the service runs.
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        Console.run(arguments, System.out, System.err)
                .ifPresentOrElse(System::exit, () -> SpringApplication.run(BehflowApplication.class, arguments));
    }
}
