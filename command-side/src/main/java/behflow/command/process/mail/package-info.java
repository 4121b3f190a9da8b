/** Reminders by e-mail, where SMTP is configured. */
@NullMarked
package behflow.command.process.mail;

import org.jspecify.annotations.NullMarked;
