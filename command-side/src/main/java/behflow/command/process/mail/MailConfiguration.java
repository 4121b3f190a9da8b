package behflow.command.process.mail;

import behflow.api.account.Accounts;
import behflow.command.process.OwnerZones;
import behflow.command.process.execution.Messenger;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** There only where SMTP is: {@code SPRING_MAIL_HOST}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("spring.mail.host")
class MailConfiguration {

    @Bean
    ReminderOutbox reminderOutbox(Clock clock) {
        return new ReminderOutbox(clock);
    }

    @Bean
    ReminderMailer reminderMailer(
            ReminderMailTable table,
            JavaMailSenderImpl sender,
            Messenger messenger,
            Accounts accounts,
            OwnerZones zones,
            Clock clock,
            MeterRegistry meters,
            @Value("${behflow.mail.from:behflow@localhost}") String from) {
        return new ReminderMailer(table, new SmtpDoor(sender, from), messenger, accounts, zones, clock, meters);
    }

    @Bean
    MailRounds mailRounds(ReminderMailer mailer, @Value("${behflow.mail.interval:10s}") Duration interval) {
        return new MailRounds(mailer, interval);
    }
}
