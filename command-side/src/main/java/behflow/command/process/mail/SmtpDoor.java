package behflow.command.process.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Date;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** The mail server, used so that one knows how far a message came. */
final class SmtpDoor {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpDoor.class);

    private final JavaMailSenderImpl settings;
    private final String from;

    SmtpDoor(JavaMailSenderImpl settings, String from) {
        this.settings = settings;
        this.from = from;
    }

    /** What became of a message. */
    enum Outcome {
        SENT(""),
        /** It certainly was not given away. */
        UNREACHABLE("The mail server could not be reached."),
        NO_LOGIN("The mail server did not accept the login."),
        /** It certainly was not accepted, and may be another time: codes 400 to 499 (RFC 5321, 4.2.1), as of greylisting. */
        LATER("The mail server did not accept it yet."),
        /** It certainly was not accepted, and would not be another time. */
        REFUSED("The mail server refused it."),
        /** Perhaps it was sent. */
        UNKNOWN("The connection was lost while it was sent."),
        UNWRITABLE("It could not be written.");

        private final String sentence;

        Outcome(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }

        boolean mayBeTriedAgain() {
            return this == UNREACHABLE || this == NO_LOGIN || this == LATER;
        }
    }

    /** Sends one message in a session of its own. The id makes it known again to whoever gets it. */
    Outcome send(UUID messageId, String address, String subject, String text) {
        MimeMessage message;
        try {
            message = message(messageId, address, subject, text);
        } catch (MessagingException e) {
            return Outcome.UNWRITABLE;
        }
        Transport transport;
        try {
            transport = settings.getSession()
                    .getTransport(settings.getProtocol() == null ? "smtp" : settings.getProtocol());
            transport.connect(settings.getHost(), settings.getPort(), settings.getUsername(), settings.getPassword());
        } catch (AuthenticationFailedException e) {
            return Outcome.NO_LOGIN;
        } catch (MessagingException e) {
            LOG.debug("No connection to the mail server", e);
            return Outcome.UNREACHABLE;
        }
        try {
            transport.sendMessage(message, message.getAllRecipients());
            return Outcome.SENT;
        } catch (SendFailedException e) {
            return refusal(e);
        } catch (MessagingException e) {
            return Outcome.UNKNOWN;
        } finally {
            close(transport);
        }
    }

    /** What the server has said of the message, or of its one recipient. Below 0 it has said nothing and hung up. */
    private static Outcome refusal(SendFailedException failure) {
        int code = 0;
        for (Exception e = failure; e != null; e = e instanceof MessagingException m ? m.getNextException() : null) {
            if (e instanceof SMTPAddressFailedException address) {
                code = address.getReturnCode();
            } else if (e instanceof SMTPSendFailedException sending) {
                code = sending.getReturnCode();
            }
        }
        if (code < 0) {
            return Outcome.UNKNOWN;
        }
        return code / 100 == 4 ? Outcome.LATER : Outcome.REFUSED;
    }

    private MimeMessage message(UUID messageId, String address, String subject, String text) throws MessagingException {
        MimeMessage message = new IdentifiedMessage(settings, "<" + messageId + "@behflow>");
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setFrom(new InternetAddress(from));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(address, true));
        message.setSubject(subject.replaceAll("\\p{Cntrl}+", " "), "UTF-8");
        message.setText(text, "UTF-8");
        message.setSentDate(new Date());
        message.saveChanges();
        return message;
    }

    /** What was sent is sent, however the session ends. */
    private static void close(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            LOG.debug("The session with the mail server did not end well", e);
        }
    }

    /** Keeps its own id, where the library would make one. */
    private static final class IdentifiedMessage extends MimeMessage {

        private final String id;

        private IdentifiedMessage(JavaMailSenderImpl settings, String id) {
            super(settings.getSession());
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
