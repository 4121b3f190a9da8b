package behflow.gateway.kernel.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.mail.autoconfigure.MailHealthContributorAutoConfiguration;
import org.springframework.boot.mail.autoconfigure.MailSenderAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** What the service makes of a mail server that the operator names. */
class MailSettingsTest {

    @Test
    void givenMailServer_whenStarted_thenItsSessionsAreBoundedAndItsHealthIsNotTheServices() {
        new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withConfiguration(AutoConfigurations.of(
                        MailSenderAutoConfiguration.class, MailHealthContributorAutoConfiguration.class))
                .withPropertyValues("spring.mail.host=mail.example.org", "spring.mail.protocol=smtps")
                .run(context -> {
                    assertThat(context.getBean(JavaMailSenderImpl.class).getJavaMailProperties())
                            .containsEntry("mail.smtp.timeout", "10000")
                            .containsEntry("mail.smtps.connectiontimeout", "5000")
                            .containsEntry("mail.smtps.timeout", "10000")
                            .containsEntry("mail.smtps.writetimeout", "10000");
                    assertThat(context).doesNotHaveBean("mailHealthContributor");
                });
    }
}
