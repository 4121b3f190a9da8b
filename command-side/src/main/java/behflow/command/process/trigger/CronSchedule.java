package behflow.command.process.trigger;

import behflow.api.kernel.RejectedException;
import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * Five fields of cron: minute, hour, day of month, month, day of week (0 and 7 are Sunday, names are known). Where both days
 * are restricted, either is enough.
 */
final class CronSchedule implements LocalSchedule {

    private static final int MAXIMUM = 100;
    private static final String DETAIL =
            "schedule must be five fields of cron (minute, hour, day of month, month, day of week) that some day meets,"
                    + " such as 30 7 * * *.";

    private final ExecutionTime times;
    private final boolean elapsing;

    private CronSchedule(ExecutionTime times, boolean elapsing) {
        this.times = times;
        this.elapsing = elapsing;
    }

    /** @throws RejectedException INVALID where it is no cron, or one that no day ever meets */
    static CronSchedule parse(String text) {
        // The parser takes the digits of every script for digits.
        if (text.length() > MAXIMUM || text.chars().anyMatch(c -> c > '~')) {
            throw RejectedException.invalid("schedule", DETAIL);
        }
        try {
            Cron cron = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(text);
            cron.validate();
            String hour = text.strip().split("\\s+")[1];
            CronSchedule schedule =
                    new CronSchedule(ExecutionTime.forCron(cron), hour.equals("*") || hour.equals("*/1"));
            if (schedule.next(LocalDateTime.of(2024, 1, 1, 0, 0)).isEmpty()) {
                throw RejectedException.invalid("schedule", DETAIL);
            }
            return schedule;
        } catch (IllegalArgumentException e) {
            throw RejectedException.invalid("schedule", DETAIL);
        }
    }

    @Override
    public Optional<LocalDateTime> next(LocalDateTime local) {
        return times.nextExecution(local.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }

    @Override
    public boolean elapsing() {
        return elapsing;
    }
}
